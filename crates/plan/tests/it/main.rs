//! Plans as people and language models write them: our own corpus, and the published pages where
//! they lie beside the checkout.

mod bind;
mod broken;
mod corpus;
mod form;
mod lint;
mod page;
mod shape;
