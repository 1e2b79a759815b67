//! `acquis explain-code`

use crate::cli::Status;
use crate::cli::args::ExplainCodeArgs;
use crate::cli::run::Run;
use crate::diag::CODES;
use crate::diag::files::unknown_code;
use crate::diag::near::did_you_mean;

/// The pages, one file for each hundred codes.
const PAGES: &[&str] = &[
    include_str!("../../docs/diagnostics/01-syntax.md"),
    include_str!("../../docs/diagnostics/02-names-and-types.md"),
    include_str!("../../docs/diagnostics/03-time-and-law.md"),
    include_str!("../../docs/diagnostics/04-data.md"),
    include_str!("../../docs/diagnostics/05-reforms.md"),
    include_str!("../../docs/diagnostics/06-analysis.md"),
    include_str!("../../docs/diagnostics/07-papers.md"),
    include_str!("../../docs/diagnostics/08-files.md"),
];

/// Prints the page of a code, or all codes with their titles.
pub fn run(run: &Run, args: &ExplainCodeArgs) -> Status {
    if args.list {
        for (code, title) in codes() {
            run.print(&format!("{code}  {title}\n"));
        }
        return Status::Fine;
    }
    let code = args.code.clone().unwrap_or_default().to_ascii_uppercase();
    match page(&code) {
        Some(text) => {
            run.print(&text);
            Status::Fine
        }
        None => run.fail(unknown_code(&code, did_you_mean(&code, codes().iter().map(|(code, _)| *code)))),
    }
}

/// All codes with their titles, errors first, then by number.
fn codes() -> Vec<(&'static str, &'static str)> {
    let mut list: Vec<_> = CODES.iter().flat_map(|rows| rows.iter()).map(|row| (row.code.0, row.title)).collect();
    list.sort_by_key(|(code, _)| ("EWN".find(&code[..1]), *code));
    list
}

/// The section of a code.
fn page(code: &str) -> Option<String> {
    sections()
        .into_iter()
        .find(|(head, _)| head.split(' ').next() == Some(code))
        .map(|(head, body)| format!("{head}\n\n{}\n", body.trim()))
}

/// Heads and texts of all sections.
fn sections() -> Vec<(&'static str, &'static str)> {
    PAGES.iter().flat_map(|page| sections_of(page)).collect()
}

/// Heads and texts of the sections of one file; a heading within an example opens none.
fn sections_of(page: &'static str) -> Vec<(&'static str, &'static str)> {
    let is_head = |at: usize| {
        let code = page.as_bytes().get(at + 4..at + 9).unwrap_or_default();
        code.first().is_some_and(|letter| b"EWN".contains(letter)) && code.iter().skip(1).all(u8::is_ascii_digit)
    };
    let starts: Vec<usize> = page.match_indices("\n## ").map(|(at, _)| at).filter(|at| is_head(*at)).collect();
    let ends = starts.iter().skip(1).copied().chain([page.len()]);
    let parts = starts.iter().zip(ends).filter_map(|(start, end)| page.get(start + 4..end));
    parts.map(|part| part.split_once('\n').unwrap_or((part, ""))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_code_has_one_section_with_its_title_and_no_section_lacks_a_code() {
        let heads: Vec<&str> = sections().iter().map(|(head, _)| *head).collect();
        let found: BTreeSet<String> = heads.iter().map(|head| head.to_string()).collect();
        assert_eq!(found.len(), heads.len(), "a section stands twice");
        let wanted: BTreeSet<String> = codes().iter().map(|(code, title)| format!("{code} {title}")).collect();
        let missing: Vec<_> = wanted.difference(&found).collect();
        let surplus: Vec<_> = found.difference(&wanted).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "without a section: {missing:#?}\nwithout a code: {surplus:#?}"
        );
    }

    #[test]
    fn each_section_says_what_to_do() {
        for (head, body) in sections() {
            assert!(body.split_whitespace().count() >= 12, "`{head}` says next to nothing");
            assert_eq!(body.matches("```").count() % 2, 0, "`{head}` has an open fence");
        }
    }

    #[test]
    fn a_section_stands_in_the_file_of_its_hundred() {
        for (page, hundred) in PAGES.iter().zip(1..) {
            for (head, _) in sections_of(page) {
                assert_eq!(head[1..3].parse(), Ok(hundred), "{head}");
            }
        }
    }
}
