//! The rules, in one table.

use std::fmt;

use serde::{Serialize, Serializer};

use Severity::{Note, Warning};

/// The severity of a finding. No finding is an error: a plan can always be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The plan probably does not say what its author means, or spends runs for nothing.
    Warning,
    /// Worth a look; it may well be meant so.
    Note,
}

impl Severity {
    /// Its name in texts.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Warning => "warning",
            Note => "note",
        }
    }
}

macro_rules! rules {
    ($($rule:ident $code:literal $severity:ident $explanation:literal $advice:literal)*) => {
        /// A rule of the linter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = $explanation] $rule,)*
        }

        impl Rule {
            /// All rules, in the order in which they are reported.
            pub const ALL: &[Self] = &[$(Self::$rule),*];

            /// Its name in output and on the command line; never changes.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$rule => $code),* }
            }

            /// The severity of its findings.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$rule => $severity),* }
            }

            /// Its purpose, in one sentence.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$rule => $explanation),* }
            }

            /// The remedy for its findings.
            #[must_use]
            pub fn advice(self) -> &'static str {
                match self { $(Self::$rule => $advice),* }
            }
        }
    };
}

rules! {
    EmptyPlan "empty-plan" Warning
        "The plan has no ablations."
        "write at least one ablation"
    GenericName "generic-name" Warning
        "The name says only which ablation it is, not what it changes."
        "name what is changed, such as `Group tokens`; tables and pooled plans show names alone"
    NumberedName "numbered-name" Note
        "The name begins with a number, which is wrong as soon as the order changes."
        "leave the number out"
    DuplicateName "duplicate-name" Warning
        "Two ablations have the same name."
        "give each ablation a name of its own: results are joined by name"
    NoPart "no-part" Warning
        "The ablation does not say which part is ablated."
        "name the part of the method, in the paper's words"
    ActionInPart "action-in-part" Note
        "The ablated part says what is done instead of which part it is done to."
        "name the part alone; the action stands in its own field"
    NoReplacement "no-replacement" Warning
        "A REPLACE or ADD names nothing that is put in."
        "list what is put in, one value an item"
    RemovalWithReplacements "removal-with-replacements" Warning
        "A REMOVE lists replacements."
        "make it a REPLACE, or drop the list"
    ActionAsReplacement "action-as-replacement" Warning
        "An item is an action such as REMOVE instead of a value."
        "make it an ablation of its own with that action"
    RemovalAsReplacement "removal-as-replacement" Note
        "An item of a REPLACE takes the part away."
        "make it an ablation of its own with the action REMOVE"
    BaselineReplacement "baseline-replacement" Warning
        "An item is what the method has already."
        "drop the item: the baseline is run anyway and every variant is compared with it"
    RepeatedReplacement "repeated-replacement" Warning
        "An item is listed twice."
        "drop one of the two"
    VagueValue "vague-value" Warning
        "An item names no value that could be run."
        "name one value an item"
    OpenRange "open-range" Warning
        "An item is a range without the values to try."
        "list the values to try, one an item"
    ExampleValue "example-value" Note
        "An item gives an example instead of a choice."
        "say which one is run"
    PackedValues "packed-values" Warning
        "One item holds a list of values to try."
        "give each value an item of its own"
    HiddenGrid "hidden-grid" Warning
        "The items are a grid of two or more factors, so that no factor is tested alone."
        "split it into one ablation per factor, or say that the interaction is what is asked"
    Confounded "confounded" Warning
        "An item changes two things at once, so that a difference has two possible causes."
        "change one thing an item"
    ManyReplacements "many-replacements" Note
        "The ablation lists more than eight items, each of which is a run for every seed."
        "keep only the values a reviewer would ask for"
    DuplicateAblation "duplicate-ablation" Warning
        "Two ablations change the same part in the same way."
        "drop one of the two"
    NoMetric "no-metric" Warning
        "The ablation names no metric."
        "name what is measured before the runs, not after"
    VagueMetric "vague-metric" Warning
        "A metric is a quality, not something that is measured."
        "name the number that stands for it, such as accuracy or seconds per step"
    UnknownMetric "unknown-metric" Warning
        "The subject does not report the metric."
        "choose among the metrics that `ablate subject NAME` lists, or report this one in the subject"
    RepeatedMetric "repeated-metric" Note
        "A metric is listed twice in one ablation."
        "drop one of the two, or name what tells them apart"
    MetricSpellings "metric-spellings" Note
        "One metric is spelled in several ways."
        "use one spelling throughout, or it becomes several columns"
    BrokenLatex "broken-latex" Warning
        "A LaTeX command lost its backslash and first letter to a JSON escape."
        "write the backslash of a command twice in JSON"
    UnbalancedBrackets "unbalanced-brackets" Note
        "A bracket has no partner."
        "add the missing bracket, or see whether the text was cut"
    NestedReplacement "nested-replacement" Note
        "An item is a nested structure, or a Python literal that cannot be read."
        "write one flat object of names and values an item, in the plan's JSON form"
    NotBindable "not-bindable" Warning
        "The subject has no knob or value for what the ablation asks."
        "set it by hand in `binding.toml`, or use the words of the subject"
    NoOp "no-op" Warning
        "The variant changes nothing: the baseline is like that already."
        "drop it, or start from a baseline that has the part"
    EqualVariants "equal-variants" Note
        "Two variants set the same knobs to the same values."
        "drop one of the two: it is the same run"
}

impl Rule {
    /// The rule with this code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.code() == code)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}
