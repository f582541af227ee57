//! Words that have a part in whether a quote stands in a paper.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::lexicon::is_among;

type Words = LazyLock<HashSet<&'static str>>;

/// Commands of LaTeX that set or place their argument and say nothing themselves.
const SILENT: &str = "textbf textit textsc texttt textrm textsf textup textnormal emph underline uline mathbf mathcal mathrm mathbb \
    mathit mathsf mathtt mathfrak mathscr boldsymbol bm text mbox operatorname left right big bigg Big Bigg bf it em \
    rm sc tt sf small footnotesize large quad qquad hat bar tilde vec widehat widetilde overline dot times cdot leq \
    geq le ge neq approx sim in to rightarrow leftarrow pm mp ldots dots cdots frac dfrac tfrac displaystyle limits \
    nolimits mathop xspace ensuremath mid vert Vert langle rangle top uparrow downarrow prime circ ast star item \
    noindent par centering textcolor color url href footnote eg ie etal textsuperscript textsubscript protect \
    nonumber textquotedblleft";

/// Commands of LaTeX that vanish with their arguments.
const VANISHING: &str = "cite citep citet citealp citealt citeauthor citeyear citeyearpar parencite textcite autocite ref eqref cref Cref \
    autoref label includegraphics vspace hspace begin end pageref input tag";

/// Words that turn the meaning of a sentence.
static TURNING: Words = LazyLock::new(|| {
    "not no never none nor neither without cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt \
    shouldnt couldnt hasnt havent hardly barely rarely seldom fail fails failed unable unlike except excluding lack \
    lacks lacking instead only t non nt few fewer little less more least most better worse best worst higher lower \
    highest lowest larger smaller increase increases increased increasing decrease decreases decreased decreasing \
    improve improves improved improving degrade degrades degraded degrading with before after but however outperform \
    outperforms underperform underperforms gain gains drop drops positive negative always all some any every both \
    minimize maximize remove removes removed removing add adds added adding enable disable freeze frozen first last \
    up down above below over under might may could if unless although would hurt hurts harm harms help helps helped"
        .split(' ')
        .collect()
});

/// Words that a quote may have and the paper lack, or the other way round, without a change of
/// meaning.
static SMALL: Words = LazyLock::new(|| {
    "a an the of to in on at by for from as is are was were be been that which this these those and our we it its \
    their also then thus so such eg ie etc can do does has have had i s e g x n m k p b c d l r w y z"
        .split(' ')
        .collect()
});

pub(super) fn is_silent(command: &str) -> bool {
    is_among(command, SILENT)
}

pub(super) fn vanishes(command: &str) -> bool {
    is_among(command, VANISHING)
}

/// Whether leaving this word out, or putting it in, may turn the meaning.
pub(super) fn is_turning(word: &str) -> bool {
    TURNING.contains(word)
}

pub(super) fn is_small(word: &str) -> bool {
    SMALL.contains(word)
}
