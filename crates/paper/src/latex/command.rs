//! Tables of commands and environments of which only the arguments need to be known, because they
//! print nothing themselves.

use std::{collections::HashMap, sync::LazyLock};

use crate::lexicon::is_among;

/// Commands of LaTeX and its usual packages, by the pattern of the arguments to drop (see
/// [`Expander::drop_arguments`](super::expand::Expander::drop_arguments)); a group behind these is
/// text.
const LAYOUT: [(&str, &str); 14] = [
    (
        "",
        "tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge bf it rm sf tt sl sc em bfseries
        mdseries itshape slshape scshape upshape rmfamily sffamily ttfamily normalfont boldmath unboldmath selectfont
        textbf textit textsl textsc textsf texttt textrm textup textmd textnormal emph underline uline mbox hbox fbox
        uppercase lowercase MakeUppercase MakeLowercase centering raggedright raggedleft flushbottom raggedbottom sloppy
        fussy noindent indent hfill vfill hfil vfil hss clearpage cleardoublepage newpage pagebreak nopagebreak
        nolinebreak smallskip medskip bigskip smallbreak medbreak bigbreak allowbreak break nobreak strut null hrule
        maketitle tableofcontents listoffigures listoftables onecolumn balance frontmatter mainmatter backmatter
        leavevmode unskip ignorespaces ignorespacesafterend frenchspacing nonfrenchspacing centerline bgroup egroup
        begingroup endgroup displaystyle textstyle scriptstyle doublespacing singlespacing onehalfspacing hline
        hdashline firsthline lasthline nonumber notag limits nolimits smash boxed arraybackslash phantomsection
        FloatBarrier qedhere qed appendixpage printglossaries printindex makeindex ! - / @",
    ),
    (
        "m",
        "pagestyle thispagestyle bibliographystyle graphicspath DeclareGraphicsExtensions pagenumbering urlstyle phantom
        vphantom hphantom hypersetup geometry tikzset lstset pgfplotsset usetikzlibrary sisetup theoremstyle hyphenation
        nocite linespread selectlanguage thanks fontencoding fontfamily fontseries fontshape newlength newsavebox
        setstretch cline externaldocument includeonly AtBeginDocument AtEndDocument hypertarget hyperlink
        foreignlanguage bibliographyfullrefs newcounter stepcounter refstepcounter date noalign index
        nomenclature newdimen newskip newcount",
    ),
    ("mm", "setlength addtolength settowidth settoheight fontsize crefname Crefname colorlet PassOptionsToPackage
        PassOptionsToClass AtBeginEnvironment AtEndEnvironment markboth addtocontents"),
    ("mmm", "addcontentsline definecolor providecolor specialrule"),
    ("sm", "vspace hspace"),
    ("om", "color pagecolor textcolor colorbox scalebox setlist rotatebox captionsetup includesvg"),
    ("omm", "fcolorbox rule"),
    ("som", "includegraphics"),
    ("smm", "resizebox"),
    ("moo", "raisebox"),
    ("ooom", "parbox"),
    ("o", "toprule midrule bottomrule addlinespace framebox makebox hyperref linenumbers footnotemark"),
    ("opm", "cmidrule"),
    ("omoo", "rowcolor cellcolor columncolor"),
];

/// The same for templates and less usual packages; an author's definition goes first.
const TEMPLATE: [(&str, &str); 11] = [
    (
        "",
        "iclrfinalcopy aclfinalcopy cvprfinalcopy neuripsfinalcopy IEEEpeerreviewmaketitle balancecolumns
        IEEEdisplaynontitleabstractindextext IEEEoverridecommandlockouts icmlEqualContribution maketitlesupplementary
        listoftodos IEEEraisesectionheading IEEEtitleabstractindextext linenumbers resetlinenumber
        glsresetall acresetall sethlcolor",
    ),
    (
        "om",
        "institute titlerunning authorrunning keywords email address affil affiliations affiliation authornote
        orcid setcopyright copyrightyear acmYear acmDOI acmISBN acmPrice acmJournal acmVolume acmNumber
        acmArticle acmMonth acmSubmissionID received icmltitlerunning icmlkeywords printAffiliationsAndNotice
        IEEEcompsocitemizethanks shortauthors includepdf subjclass editor rowfont rowstyle floatstyle restylefloat
        addbibresource Description printacronyms dedication shorttitle ead footertext SetAlgoLined",
    ),
    (
        "mm",
        "icmlaffiliation icmlsetsymbol icmlcorrespondingauthor icmlauthor DeclareUrlCommand SetKwInput SetKw
        SetKwFunction SetKwInOut lstdefinelanguage floatname",
    ),
    ("mmm", "SetKwProg SetKwComment DeclareCaptionLabelFormat"),
    (
        "om",
        "tikz todo missingfigure ccsdesc fancyhead fancyfoot pdfbookmark setcitestyle includestandalone
        animategraphics arrayrulecolor SetCell SetRow printacronym",
    ),
    ("omm", "lstdefinestyle usetheme nolinkfn"),
    ("mom", "newcolumntype"),
    ("ommmm", "acmConference"),
    ("smmmo", "titlespacing"),
    ("smommmmo", "titleformat"),
    ("o", "shortstack makecell thead printbibheading authornotemark"),
];

/// Commands that this reader handles itself; definitions of them by authors are not used.
const OWN: &str = "begin end section subsection subsubsection paragraph subparagraph chapter part caption captionof
    subcaption label ref cref Cref autoref pageref nameref cite citep citet citealp citealt citeauthor citeyear
    Citet Citep parencite textcite autocite footnote footnotetext item title author abstract appendix bibliography
    printbibliography multicolumn multirow url href path verb lstinline mintinline input include documentclass
    usepackage subfloat subfigure subcaptionbox twocolumn newtheorem ensuremath xspace ding onedot par newline
    linebreak tabularnewline text acknowledgments acknowledgements numberwithin setcounter addtocounter texorpdfstring
    \\ ( ) [ ] & % $ # _ { } , ; : def let newcommand renewcommand providecommand newenvironment left right frac
    sum int over mathbf mathcal mathbb mathrm";

const OWN_ENVIRONMENTS: &str = "document abstract itemize enumerate description figure wrapfigure table wraptable
    tabular tabularx tabulary longtable equation align gather multline eqnarray alignat flalign displaymath math
    algorithm algorithmic lstlisting verbatim comment thebibliography appendices subfigure subtable minipage center";

/// Arguments of environments whose content is text.
const ENVIRONMENTS: [(&str, &str); 8] = [
    (
        "o",
        "center flushleft flushright small tcolorbox mdframed framed threeparttable tablenotes appendices subequations
        quote quotation ThreePartTable landscape algorithmic frontmatter",
    ),
    ("m", "multicols spacing adjustbox adjustbox* turn rotate otherlanguage column scope"),
    ("omoo", "resizebox"),
    ("ooom", "minipage"),
    ("mm", "adjustwidth textblock"),
    ("om", "subfigure subtable subcaptionblock subcaptiongroup"),
    ("omom", "wrapfigure wraptable"),
    ("", "em bf footnotesize scriptsize"),
];

/// Name to pattern.
type Table = HashMap<&'static str, &'static str>;

static LAYOUT_TABLE: LazyLock<Table> = LazyLock::new(|| table(&LAYOUT));
static TEMPLATE_TABLE: LazyLock<Table> = LazyLock::new(|| table(&TEMPLATE));
static ENVIRONMENT_TABLE: LazyLock<Table> = LazyLock::new(|| table(&ENVIRONMENTS));

fn table(rows: &[(&'static str, &'static str)]) -> Table {
    let row = |&(pattern, names): &(&'static str, &'static str)| {
        names.split_whitespace().map(move |name| (name, pattern))
    };
    rows.iter().flat_map(row).collect()
}

/// The pattern of the arguments to drop, if the command prints nothing of its own.
pub(super) fn dropped(name: &str) -> Option<&'static str> {
    LAYOUT_TABLE.get(name).or_else(|| TEMPLATE_TABLE.get(name)).copied()
}

/// The same for environments.
pub(super) fn dropped_of_environment(name: &str) -> &'static str {
    ENVIRONMENT_TABLE.get(name).copied().unwrap_or("o")
}

/// Whether the reader knows better than an author's definition what the command means.
pub(super) fn is_built_in(name: &str) -> bool {
    is_among(name, OWN) || LAYOUT_TABLE.contains_key(name)
}

/// The same for environments.
pub(super) fn is_built_in_environment(name: &str) -> bool {
    is_among(name.trim_end_matches('*'), OWN_ENVIRONMENTS)
}
