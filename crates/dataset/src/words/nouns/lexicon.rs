//! English words by what they can be, as far as captions use them.

/// Words before a noun that are no part of what it names.
pub(super) const DETERMINERS: &str = "a an the some this that these those each every another any no all both either neither what half such";
pub(super) const POSSESSIVES: &str = "my your his her its our their whose";
pub(super) const NUMBERS: &str = "one two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred thousand";
pub(super) const PRONOUNS: &str = "i you he she it we they me him them us who whom himself herself itself themselves myself yourself \
    someone somebody something everyone everybody everything anyone anything nobody nothing none there mine yours hers theirs ones which";
pub(super) const AUXILIARIES: &str = "is are was were be been being am isn't aren't wasn't weren't has have had having does do did doesn't don't \
    can could will would shall should may might must cannot can't won't gets get got getting";
/// Words before a verb in its first form.
pub(super) const BEFORE_INFINITIVES: &str =
    "to can could will would should must may might do does did don't doesn't cannot can't";
pub(super) const PREPOSITIONS: &str = "to of in on at by with from into onto for about over under through between behind beside besides near across around \
    along against inside outside above below during without toward towards among amongst off up down out upon within beneath underneath past \
    per via like than throughout amid amidst atop opposite alongside next till until despite beyond except as following";
pub(super) const CONJUNCTIONS: &str = "and or but nor while when because if so although though whereas since before after where how why whether then";
pub(super) const ADVERBS: &str = "not very too also just now here again away back together forward backward forwards backwards still even only once \
    twice always never often sometimes soon already almost around quite rather really well upstairs downstairs upside outdoors indoors \
    underwater aside ahead apart later yet else along nearby alone first second finally eventually meanwhile maybe perhaps instead much more \
    most less least fast further faraway overhead sideways o'clock n't etc please louder faster slower closer higher lower";
pub(super) const ADJECTIVES: &str = include_str!("lexicon/adjectives.txt");
/// Nouns that the endings or the verbs below would take for something else.
pub(super) const NOUNS: &str = include_str!("lexicon/nouns.txt");
/// Nouns that mean many without an `s`.
pub(super) const PLURALS: &str = "people men women children police feet teeth mice geese sheep deer fish cattle guys kids gentlemen businessmen policemen firemen";
/// Verbs in their first form; most of them can be nouns as well.
pub(super) const VERBS: &str = include_str!("lexicon/verbs.txt");
/// Forms of verbs that their endings do not tell.
pub(super) const PASTS: &str = include_str!("lexicon/pasts.txt");
