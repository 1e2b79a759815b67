//! Which finding follows from which: one mistake is one finding.

use super::{Code, Diagnostic, Label, PICTURED, Stage, data, names, paper, plan, reforms, rules, signs, syntax, time};
use crate::text::english::number_of;
use crate::text::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Findings that follow from another, and are not told beside it.
struct Follows {
    what: What,
    from: Code,
    /// Where they stand to that other.
    place: Place,
}

/// Which findings.
enum What {
    Of(Code),
    All(Stage),
}

/// Where a finding stands to the one it follows from.
enum Place {
    /// Anywhere.
    Anywhere,
    /// At the same place.
    Same,
    /// It touches it.
    Touches,
    /// Any of its places touches it.
    AnyTouches,
    /// It touches what would mend it.
    TouchesFix,
    /// Just before it.
    Before,
    /// It is about the same.
    SameName,
    /// What it misses should be had by what the other is about.
    Within,
}

const FOLLOWS: &[Follows] = &[
    // A sign of another language has been put right where it stands: what it compares is said when it is written.
    Follows { what: What::Of(names::IS_OR_EQUALS), from: syntax::SIGN, place: Place::Touches },
    // So is what gives a field its value.
    Follows { what: What::Of(syntax::IS_OR_EQUALS), from: names::ARGUMENTS, place: Place::TouchesFix },
    // Days that are not in the calendar leave periods of any length.
    Follows { what: What::All(Stage::Law), from: signs::NO_SUCH_DAY, place: Place::AnyTouches },
    // What its digits come to is said first.
    Follows { what: What::Of(names::BARE), from: signs::DIGITS, place: Place::Same },
    // A unit that is no name leaves its number without one.
    Follows { what: What::Of(names::BARE), from: syntax::LETTERS, place: Place::Before },
    // What has no comma before it is no source either.
    Follows { what: What::Of(syntax::COMMA_BEFORE), from: names::WRONG_KIND, place: Place::Touches },
    // Where an act holds too late for who reads it, it does for each version that cites it.
    Follows { what: What::Of(time::BEFORE_SOURCE), from: time::NOT_IN_FORCE, place: Place::SameName },
    // An enum without values lacks each of them.
    Follows { what: What::Of(names::NO_VALUE), from: names::MISSING_CLAUSE, place: Place::Within },
    Follows { what: What::Of(data::ENUM), from: names::MISSING_CLAUSE, place: Place::Within },
    // A ring has no end, and has been told with its names.
    Follows { what: What::Of(plan::TOO_DEEP), from: names::CYCLE, place: Place::Anywhere },
];

/// Names that nothing has, whose nearest other name is offered.
const NOT_THERE: [Code; 4] = [names::NOT_FOUND, names::NO_FIELD, data::UNKNOWN_KEY, data::REFERENCE];

/// Names that nothing has, or that nothing uses.
const MISSED: [Code; 7] = [
    names::NO_VALUE,
    names::NO_LABEL,
    names::NO_UNIT,
    paper::UNKNOWN_NAME,
    paper::NEVER_SO,
    rules::UNUSED,
    rules::FIELD_UNREAD,
];

impl Diagnostic {
    /// The name that nothing has, where it says so.
    pub fn names_nothing(&self) -> Option<String> {
        self.about.clone().filter(|_| NOT_THERE.contains(&self.code))
    }

    /// Whether it is an error that leaves something without a meaning: others are on what the rules say, and their
    /// outcome is known.
    pub fn leaves_no_meaning(&self) -> bool {
        self.is_error() && !rules::HAS_MEANING.contains(&self.code)
    }

    /// Whether it says why a reading that was asked for does not hold.
    pub fn keeps_a_reading_out(&self) -> bool {
        [reforms::DOES_NOT_FIT, reforms::TWO_READINGS].contains(&self.code)
    }

    fn place(&self) -> Option<Span> {
        self.primary.as_ref().map(|label| label.span)
    }
}

/// Leaves out what follows from other findings. `lost`: a file of policy could not be read at all, so that of no name
/// it is known that nothing has it.
pub fn tell_causes(findings: &mut Vec<Diagnostic>, lost: bool) {
    let mut causes: Vec<(&Follows, Vec<Span>, Vec<String>)> = vec![];
    for row in FOLLOWS {
        let all = findings.iter().filter(|d| d.code == row.from);
        let about = all.clone().filter_map(|d| d.about.clone()).collect();
        let places: Vec<Span> = match row.place {
            Place::TouchesFix => all.flat_map(|d| &d.fixes).flat_map(|fix| &fix.edits).map(|edit| edit.0).collect(),
            _ => all.filter_map(Diagnostic::place).collect(),
        };
        if !places.is_empty() {
            causes.push((row, places, about));
        }
    }
    let named = |name: Option<&str>, about: &[String]| name.is_some_and(|name| about.iter().any(|other| other == name));
    let follows = |d: &Diagnostic| {
        causes.iter().any(|(row, places, about)| {
            row.is_of(d)
                && match row.place {
                    Place::SameName => named(d.about.as_deref(), about),
                    Place::Within => named(d.owner(), about),
                    _ => row.stands_at(d, places),
                }
        })
    };
    findings.retain(|d| !follows(d));
    if lost {
        // Nor is it known what a patch has an effect on.
        let rests = |d: &Diagnostic| {
            NOT_THERE.contains(&d.code) || MISSED.contains(&d.code) || d.code == reforms::CHANGES_NOTHING
        };
        findings.retain(|d| !rests(d));
    }
}

impl Follows {
    fn is_of(&self, found: &Diagnostic) -> bool {
        match self.what {
            What::Of(code) => found.code == code,
            What::All(stage) => found.code.stage() == stage,
        }
    }

    fn stands_at(&self, found: &Diagnostic, causes: &[Span]) -> bool {
        let touch = |a: Span, b: Span| a.file == b.file && a.start <= b.end && b.start <= a.end;
        let before = |a: Span, b: Span| a.file == b.file && a.end <= b.start && b.start <= a.end + 2;
        let any = |stands: &dyn Fn(Span, Span) -> bool| {
            found.place().is_some_and(|at| causes.iter().any(|cause| stands(at, *cause)))
        };
        match self.place {
            Place::Anywhere => true,
            Place::SameName | Place::Within => false,
            Place::Same => any(&|a, b| a == b),
            Place::Touches | Place::TouchesFix => any(&touch),
            Place::Before => any(&before),
            Place::AnyTouches => {
                let mut places = found.primary.iter().chain(&found.secondary).map(|label| label.span);
                places.any(|at| causes.iter().any(|cause| touch(at, *cause)))
            }
        }
    }
}

/// One finding for each mistake. What is said of a name that stands in something `unread` follows from the finding
/// there, and is left out; where one thing is said of one name at several places of a file, the first has the others
/// beside it.
pub fn settle(mut findings: Vec<Diagnostic>, unread: &BTreeSet<String>) -> Vec<Diagnostic> {
    type Key = (Code, String, String, FileId);
    let mut first: BTreeMap<Key, usize> = BTreeMap::new();
    let mut more: BTreeMap<usize, usize> = BTreeMap::new();
    let mut kept: Vec<Diagnostic> = vec![];
    tell_causes(&mut findings, false);
    for finding in findings {
        let (Some(about), Some(place)) = (finding.about.clone(), finding.place()) else {
            kept.push(finding);
            continue;
        };
        let bare = about.rsplit('.').next().unwrap_or(&about);
        if unread.contains(&about) || finding.code == names::NOT_FOUND && unread.contains(bare) {
            continue;
        }
        let key = (finding.code, about, said(&finding), place.file);
        match first.get(&key) {
            None => {
                first.insert(key, kept.len());
                kept.push(finding);
            }
            Some(at) => join(&mut kept[*at], finding, place, more.entry(*at).or_default()),
        }
    }
    for (at, places) in more {
        if places > PICTURED {
            let more = number_of(places - PICTURED, "more place");
            kept[at].help.push(format!("it stands at {more} of this file"));
        }
    }
    doubt(&mut kept);
    kept
}

/// At how many places a machine may put another name in.
const SAME_NAME: usize = 2;

/// Takes the mends of names back to proposals where the name may well be right: while something could not be read,
/// which may be what declares it, and where one name is missing at many places, so that its declaration is the one
/// misspelt.
fn doubt(findings: &mut [Diagnostic]) {
    let unread = |d: &Diagnostic| {
        let text_or_file = matches!(d.code.stage(), Stage::Syntax | Stage::Data | Stage::Files);
        text_or_file && d.is_error() && !NOT_THERE.contains(&d.code) && !d.fixes.iter().any(|fix| fix.safe)
    };
    let something_unread = findings.iter().any(unread);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let named = Diagnostic::names_nothing;
    for finding in findings.iter() {
        if let Some(name) = named(finding) {
            *places.entry(name).or_default() += finding.fixes.iter().map(|fix| fix.edits.len()).max().unwrap_or(1);
        }
    }
    for finding in findings.iter_mut() {
        let many = named(finding).and_then(|name| places.get(&name)).is_some_and(|n| *n > SAME_NAME);
        if NOT_THERE.contains(&finding.code) && (something_unread || many) {
            finding.fixes.iter_mut().for_each(|fix| fix.safe = false);
        }
    }
}

/// What two findings of one mistake have in common. Those on law and time name the day and article of each use: there
/// it is what to do.
fn said(finding: &Diagnostic) -> String {
    match finding.code.stage() == Stage::Law && finding.is_error() {
        true => finding.help.join("\n"),
        false => finding.message.clone(),
    }
}

/// Adds to a finding the same one at another place, with what would mend it there.
fn join(first: &mut Diagnostic, again: Diagnostic, place: Span, places: &mut usize) {
    if first.primary.iter().chain(&first.secondary).any(|label| label.span == place) {
        return;
    }
    *places += 1;
    if *places <= PICTURED {
        first.secondary.push(Label { span: place, text: "here too".into() });
    }
    for fix in again.fixes {
        if let Some(same) = first.fixes.iter_mut().find(|other| other.title == fix.title) {
            same.edits.extend(fix.edits);
        }
    }
}
