//! From outcomes to the paper that people read.
//!
//! The way of a paper: [`template`] fills a Markdown template with typed values, [`from_markdown`] reads
//! the result into the document tree of [`doc`], and from that one tree come the published Markdown
//! ([`to_markdown`]) and the PDF ([`pdf`]). Charts ([`chart`]) enter as figures: a drawing, its alt text
//! and its data table, all three made from the same numbers.
//!
//! What never happens here: a text of the data read as markup, a float, a clock, a file.

pub mod chart;
pub mod doc;
pub mod escape;
pub mod from_markdown;
pub mod front;
pub mod house;
pub mod paper;
pub mod pdf;
pub mod questionnaire;
pub mod template;
pub mod to_markdown;
