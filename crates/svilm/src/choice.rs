//! Knobs whose values are names, each an enum: what the declaration admits is what the code
//! matches.

use subject::{Kind, Knob, Settings};

/// A knob whose values are the variants of an enum; made by [`choice!`].
pub(crate) trait Choice: Copy + 'static {
    /// Name of the knob.
    const KNOB: &'static str;
    /// Every value, in the order of the declaration.
    const ALL: &'static [Self];

    /// The value in a settings file.
    fn name(self) -> &'static str;

    /// The value of this name.
    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.name() == name)
    }

    /// The value that complete settings give the knob.
    ///
    /// # Panics
    /// If the settings are not complete, or the declaration does not admit them.
    fn read(settings: &Settings) -> Self {
        let name = settings.text(Self::KNOB);
        Self::named(name).unwrap_or_else(|| panic!("invariant: `{}` admits `{name}`", Self::KNOB))
    }
}

/// The declaration of a choice by its default.
pub(crate) fn knob<T: Choice>(part: &str, help: &str, default: T) -> Knob {
    let choices = T::ALL.iter().map(|choice| choice.name().to_owned()).collect();
    Knob::new(T::KNOB, part, Kind::Choice { choices }, default.name(), help)
}

/// Declares an enum as the values of a knob: `enum Attention: "attention" { Joint = "joint", … }`.
macro_rules! choice {
    ($(#[$about:meta])* pub(crate) enum $enum:ident: $knob:literal {
        $($(#[$note:meta])* $variant:ident = $name:literal,)+
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $enum {
            $($(#[$note])* $variant,)+
        }

        impl $crate::choice::Choice for $enum {
            const KNOB: &'static str = $knob;
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}
pub(crate) use choice;
