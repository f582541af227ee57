//! Words of headings.

use crate::lexicon::says;
use crate::section::Role;

/// In the order in which they decide, as [`says`] takes them.
const WORDS: [(Role, &str); 12] = [
    (
        Role::Appendix,
        "^appendix|^appendices|^supplement|=supplementary material|^supporting information",
    ),
    (
        Role::Backmatter,
        "acknowledg|checklist|ethic|reproducibility|broader impact|societal impact|social impact|impact statement|\
        author contribution|contributions of authors|^funding|competing interest|conflict of interest|\
        conflicts of interest|data availability|code availability|availability of|responsible nlp|use of llm|\
        use of large language models|use of ai|llm usage|^disclosure|=keywords|=index terms|=ccs concepts|\
        =contents|=table of contents|=author information",
    ),
    (Role::Ablation, "ablat|sensitivity|component analysis|component-wise|what matters"),
    (
        Role::Related,
        "related work|related research|related stud|related literature|prior work|previous work|literature review|\
        =related|^related ",
    ),
    (
        Role::Introduction,
        "^introduction|^introduc|=overview and motivation|=intro|=statement of need",
    ),
    (
        Role::Conclusion,
        "conclusion|concluding|^future work|=future directions|=summary|^summary and|=outlook",
    ),
    (
        Role::Method,
        "theoretical analysis|convergence analysis|complexity analysis|theoretical result|^theory|^theorem|\
        theoretical guarantee",
    ),
    (
        Role::Experiments,
        "experiment|^result| results|evaluation|empirical|implementation detail|training detail|^benchmark|\
        =datasets|=dataset|=data|^baselines|^comparison|comparisons with|comparison with|comparison to|\
        state-of-the-art|state of the art|case stud|simulation|numerical|^findings|quantitative|qualitative|\
        zero-shot transfer|=tests|downstream task|^set-up|^setup|evaluating|hyperparameter|hyper-parameter|^performance",
    ),
    (Role::Discussion, "discussion|limitation|broader|threats to validity|failure case|lessons"),
    (
        Role::Ablation,
        "^analysis|analyses| analysis|^analyzing|^analysing|^effect of|^effects of|^impact of|^influence of|\
        ^role of|^importance of|^understanding|^contribution of",
    ),
    (
        Role::Background,
        "preliminar|background|notation|problem statement|problem formulation|problem definition|problem setup|\
        problem setting|task definition|task formulation|^motivation|=problem|primer",
    ),
    (
        Role::Method,
        "method|approach|framework|architecture|our model|proposed|^model|=models|^algorithm| algorithm|\
        ^training|objective|^loss|pre-training|pretraining|formulation|^design|system design|^overview|\
        technique|^pipeline|model design",
    ),
];

/// The role that the words of a heading name, given in small letters.
pub(super) fn role(title: &str) -> Option<Role> {
    WORDS.into_iter().find(|(_, words)| says(title, words)).map(|(role, _)| role)
}
