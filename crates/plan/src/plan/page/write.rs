//! A plan as a page.

use super::skin::{BLUE, Skin, open_box};
use super::{PLAN_HEADING, STYLE, TRACE_HEADING, evidence};
use crate::plan::{Ablation, Plan, escape};

/// The page of the plan.
pub(in crate::plan) fn write(plan: &Plan) -> String {
    let mut page = format!("{STYLE}\n# {}\n\n", title(plan));
    open_box(&mut page, &BLUE, "🧠", TRACE_HEADING);
    page.push_str(&escape::block(&plan.trace));
    page.push_str("\n</div>\n\n");
    open_box(&mut page, Skin::for_task(plan.task), "📋", PLAN_HEADING);
    for ablation in &plan.ablations {
        write_ablation(&mut page, ablation);
    }
    page.push_str("</div>");
    page.push_str(&evidence::write(plan));
    page
}

/// A slug alone is written alone, unless it has slashes enough to be taken for the whole title.
fn title(plan: &Plan) -> String {
    if plan.planner.is_empty() && plan.model.is_empty() && plan.slug.matches('/').count() < 2 {
        return escape::inline(&plan.slug);
    }
    let (planner, model) = (escape::segment(&plan.planner), escape::segment(&plan.model));
    format!("{planner}/{model}/{}", escape::inline(&plan.slug))
}

fn write_ablation(page: &mut String, ablation: &Ablation) {
    page.push_str(&format!(
        "### {}\n- **Ablated Part**: {}\n- **Action**: {}\n",
        escape::inline(&ablation.name),
        escape::inline(&ablation.part),
        ablation.action.as_str()
    ));
    if !ablation.replacements.is_empty() {
        page.push_str("- **Replacement**: \n");
    }
    for replacement in &ablation.replacements {
        page.push_str(&format!("  - {}\n", escape::inline(replacement.text())));
    }
    page.push_str(&format!("- **Metrics**: {}\n\n", ablation.metrics.to_page()));
}
