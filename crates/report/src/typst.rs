//! `table.typ`: the table of `table.tex` for a paper in Typst.
//!
//! It is a figure with a label and needs no package. What it says is what [`super::sheet`] and
//! [`super::caption`] compose for both.

use super::caption::{caption, comment, note};
use super::escape::typst as escape;
use super::selection::Selection;
use super::sheet::{Cell, Line, Mark, Sheet};
use super::table::header;
use crate::Study;
use study::analysis::Standing;

/// The head of the file.
const HEAD: &str = "\
// The table of an ablation study. In a paper in Typst:
//   #include \"table.typ\"
// @tab:ablation is its number, if the figure is pasted into the paper.
";

/// `table.typ`, of what is selected.
pub fn typst(study: &Study, selection: &Selection) -> String {
    let sheet = Sheet::new(study, selection);
    let note = note(study, selection, &sheet);
    let mut text = format!("{HEAD}{}#figure(\n  {{\n", comment("//", &escape(&note)));
    text.push_str(&table(&sheet));
    if selection.notes {
        text.push_str(&format!(
            "    block(width: 100%, text(size: 0.8em, align(left)[{}]))\n",
            escape(&note)
        ));
    }
    let caption = escape(&caption(study, &sheet));
    text + &format!("  }},\n  kind: table,\n  caption: [{caption}],\n) <tab:ablation>\n")
}

fn table(sheet: &Sheet) -> String {
    let columns = sheet.metrics.len() + 1 + usize::from(sheet.is_judged);
    let mut aligned = vec!["left"];
    aligned.extend(sheet.metrics.iter().map(|_| "right"));
    aligned.extend(sheet.is_judged.then_some("left"));
    let mut head = vec!["[]".to_owned()];
    head.extend(sheet.metrics.iter().map(|metric| format!("[{}]", escape(&header(metric)))));
    head.extend(sheet.is_judged.then(|| "[Verdict]".to_owned()));
    let mut text = format!(
        "    table(\n      columns: {columns},\n      align: ({},),\n      stroke: none,\n      \
         table.hline(),\n      table.header({}),\n      table.hline(stroke: 0.5pt),\n",
        aligned.join(", "),
        head.join(", "),
    );
    let row = |line: &Line, indent: &str| row(sheet, line, indent);
    text.extend(sheet.baseline.iter().map(|line| row(line, "")));
    for group in &sheet.groups {
        text.push_str(&format!(
            "      table.cell(colspan: {columns})[#strong[{}] ({})],\n",
            escape(&group.name),
            escape(&group.action)
        ));
        text.extend(group.lines.iter().map(|line| row(line, "#h(0.8em);")));
    }
    if let Some(chance) = &sheet.chance {
        text.push_str("      table.hline(stroke: 0.5pt),\n");
        text.push_str(&row(chance, ""));
    }
    text + "      table.hline(),\n    )\n"
}

fn row(sheet: &Sheet, line: &Line, indent: &str) -> String {
    let mut cells = vec![format!("[{indent}{}]", escape(&line.label))];
    cells.extend(line.cells.iter().map(|one| format!("[{}]", cell(one))));
    let verdicts: Vec<String> = line.verdicts.iter().map(|verdict| escape(verdict)).collect();
    cells.extend(sheet.is_judged.then(|| format!("[{}]", verdicts.join(" #linebreak() "))));
    format!("      {},\n", cells.join(", "))
}

fn cell(cell: &Cell) -> String {
    let (value, mark, standing, below) = match cell {
        Cell::Words(words) => return escape(words),
        Cell::Number { value, mark, standing, below } => (number(value), *mark, standing, below),
    };
    let mark = match mark {
        Mark::Matters => "#super[\\*]",
        Mark::Same => "#super[≈]",
        Mark::None => "",
    };
    let value = match standing {
        Standing::Best => format!("#strong[{value}]"),
        Standing::NearBest => format!("#underline[{value}]"),
        Standing::Other => value,
    } + mark;
    below.iter().fold(value, |above, below| {
        format!("{above} #linebreak() #text(size: 0.8em)[{}]", number(below))
    })
}

/// A number, or several with signs between them: spaces that do not break, and powers of ten.
fn number(shown: &str) -> String {
    let word = |word: &str| match word.split_once('e') {
        Some((digits, power)) if digits.ends_with(|c: char| c.is_ascii_digit()) => {
            let end = power.find(|c: char| !c.is_ascii_digit() && c != '−').unwrap_or(power.len());
            let (power, rest) = power.split_at(end);
            format!("{}~×~10#super[{power}]{}", escape(digits), escape(rest))
        }
        Some(_) | None => escape(word),
    };
    shown.split(' ').map(word).collect::<Vec<_>>().join("~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_together() {
        for (shown, expected) in [
            ("40.83 ± 0.76", "40.83~±~0.76"),
            ("−3.2e−9 ± 1.0e12", "−3.2~×~10#super[−9]~±~1.0~×~10#super[12]"),
            ("Δ +0.45 [−6.54, +7.44]", r"Δ~\+0.45~\[−6.54,~\+7.44\]"),
            ("n = 2/3", r"n~\=~2\/3"),
        ] {
            assert_eq!(number(shown), expected);
        }
    }

    #[test]
    fn a_cell_is_marked_and_stacked() {
        let below = ["n = 2/3", "Δ +0.45"].map(str::to_owned).to_vec();
        let best = Cell::Number {
            value: "1.0 ± 0.1".to_owned(),
            mark: Mark::Matters,
            standing: Standing::Best,
            below,
        };
        assert_eq!(
            cell(&best),
            "#strong[1.0~±~0.1]#super[\\*] #linebreak() #text(size: 0.8em)[n~\\=~2\\/3] #linebreak() \
             #text(size: 0.8em)[Δ~\\+0.45]"
        );
        assert_eq!(cell(&Cell::Words("failed 3/3".to_owned())), "failed 3\\/3");
    }
}
