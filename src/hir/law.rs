//! Sources of law, their parts, their status in time, and citations of them.

use crate::hir::DeclId;
use crate::num::date::Date;
use crate::syntax::ast::law::StatusWord;
use crate::text::{Name, Span};

/// How sure a figure is; the weakest mark of all that was used is shown. Ordered from strong to weak.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Evidence {
    /// Read in the source.
    #[default]
    Read,
    /// From memory.
    Memory,
    /// To be checked.
    ToCheck,
}

impl Evidence {
    /// The mark of a word: `read`, `memory`, `to_check`.
    pub fn parse(word: &str) -> Option<Evidence> {
        match word {
            "read" => Some(Evidence::Read),
            "memory" => Some(Evidence::Memory),
            "to_check" => Some(Evidence::ToCheck),
            _ => None,
        }
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Evidence::Read => "read",
            Evidence::Memory => "memory",
            Evidence::ToCheck => "to_check",
        }
    }
}

/// A source of a [`crate::hir::Program`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SourceId(pub u32);

/// A party.
#[derive(Clone, Debug)]
pub struct Party {
    /// Its declaration.
    pub decl: DeclId,
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub title: String,
}

/// One line of a status: what happened, and when (`by`: not later than).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StatusLine {
    /// What.
    pub word: StatusWord,
    /// When.
    pub date: Date,
    /// Not later than.
    pub by: bool,
}

/// A legal or other source.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its declaration.
    pub decl: DeclId,
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: String,
    /// CELEX number.
    pub celex: Option<String>,
    /// Another reference.
    pub reference: Option<String>,
    /// What happened to it, as written.
    pub status: Vec<StatusLine>,
    /// Where that is said.
    pub status_per: Vec<Cite>,
    /// Its mark.
    pub evidence: Evidence,
    /// Whom it binds, if it says.
    pub binds: Option<Bound>,
    /// Parts with days or marks of their own.
    pub parts: Vec<Part>,
}

/// The States a source binds.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The plural of the entity: `member_states`.
    pub all: Name,
    /// Where it stands.
    pub span: Span,
    /// The few that are bound; none: all.
    pub only: Option<Vec<(Name, Span)>>,
    /// Those left out, with the reason.
    pub except: Vec<(Name, Span, Vec<Cite>)>,
}

impl Bound {
    /// Whether a State is bound, as the source is written.
    pub fn binds(&self, state: &Name) -> bool {
        self.only.as_ref().is_none_or(|only| only.iter().any(|o| o.0 == *state))
            && !self.except.iter().any(|e| e.0 == *state)
    }

    /// Each State that is named, and where.
    pub fn named(&self) -> impl Iterator<Item = (&Name, Span)> {
        let only = self.only.iter().flatten().map(|(name, span)| (name, *span));
        only.chain(self.except.iter().map(|(name, span, _)| (name, *span)))
    }
}

/// A part of a source.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its locator in one spelling, or quoted words.
    pub locator: String,
    /// Holds from this day.
    pub from: Option<Date>,
    /// Holds until this day.
    pub until: Option<Date>,
    /// Days of its own.
    pub status: Vec<StatusLine>,
    /// A mark of its own.
    pub evidence: Option<Evidence>,
    /// A remark.
    pub note: Option<String>,
}

/// A citation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cite {
    /// The source.
    pub source: SourceId,
    /// Where in it.
    pub locator: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Where the citation stands.
    pub span: Span,
}

/// The first day on which a status is known: the earliest of its days.
pub fn known_from(status: &[StatusLine]) -> Option<Date> {
    status.iter().map(|s| s.date).min()
}

/// The first day on which a status speaks of law, and no longer of what may become law: that of adoption, else the
/// first day of what follows a proposal; of what is only proposed or discussed, the first day on which it is known.
pub fn law_from(status: &[StatusLine]) -> Option<Date> {
    let before_law =
        |s: &&StatusLine| matches!(s.word, StatusWord::Discussed | StatusWord::Proposed | StatusWord::Notified);
    let after = status.iter().filter(|s| !before_law(s)).map(|s| s.date).min();
    day_of(status, StatusWord::Adopted).or(after).or_else(|| known_from(status))
}

/// The day of a word of a status, if it has one.
pub fn day_of(status: &[StatusLine], word: StatusWord) -> Option<Date> {
    status.iter().find(|s| s.word == word).map(|s| s.date)
}

/// The first day on which what the status speaks of holds.
///
/// `applied from` where that stands, else the day after `transposed by`, else `in force`, else (a paper, a study)
/// the day of publication. What is only discussed, proposed, notified or adopted holds on no day.
pub fn holds_from(status: &[StatusLine]) -> Option<Date> {
    day_of(status, StatusWord::Applied)
        .or_else(|| day_of(status, StatusWord::Transposed).map(Date::next))
        .or_else(|| day_of(status, StatusWord::InForce))
        .or_else(|| day_of(status, StatusWord::Published))
}

impl Source {
    /// The part that a locator lies in: the one with the longest locator that it starts with.
    pub fn part(&self, locator: &str) -> Option<&Part> {
        let within = |p: &&Part| {
            locator.strip_prefix(p.locator.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
        };
        self.parts.iter().filter(within).max_by_key(|p| p.locator.len())
    }

    /// The part that a citation lies in: by its locator, else by its remark.
    pub fn cited_part(&self, cite: &Cite) -> Option<&Part> {
        let by_locator = cite.locator.as_deref().and_then(|l| self.part(l));
        by_locator.or_else(|| cite.note.as_deref().and_then(|n| self.part(n)))
    }

    /// What a citation names: the source, and the place in it.
    pub fn named(&self, cite: &Cite) -> String {
        match &cite.locator {
            Some(locator) => format!("{} {locator}", self.name),
            None => self.name.to_string(),
        }
    }

    /// A citation of all of it, where it is declared.
    pub fn whole(&self, id: SourceId) -> Cite {
        let span = self.binds.as_ref().map_or_else(|| Span::new(crate::text::FileId(0), 0, 0), |b| b.span);
        Cite { source: id, locator: None, note: None, span }
    }

    /// The mark of a citation: that of its part where it has one, else that of the source.
    pub fn evidence_of(&self, cite: &Cite) -> Evidence {
        self.cited_part(cite).and_then(|p| p.evidence).unwrap_or(self.evidence)
    }

    /// The first day on which anything was known of what a citation points at.
    pub fn cite_known_from(&self, cite: &Cite) -> Option<Date> {
        self.cite_from(cite, known_from)
    }

    /// The first day on which what a citation points at was known as law: before its adoption a proposal binds nobody.
    pub fn cite_law_from(&self, cite: &Cite) -> Option<Date> {
        self.cite_from(cite, law_from)
    }

    fn cite_from(&self, cite: &Cite, first: fn(&[StatusLine]) -> Option<Date>) -> Option<Date> {
        let part = self.cited_part(cite).and_then(|p| first(&p.status).or(p.from.filter(|_| p.status.is_empty())));
        match (part, first(&self.status)) {
            (Some(part), Some(whole)) => Some(part.max(whole)),
            (part, whole) => part.or(whole),
        }
    }

    /// First and last day on which what a citation points at holds; `None`: on no day.
    pub fn cite_holds(&self, cite: &Cite) -> Option<(Date, Date)> {
        let part = self.cited_part(cite);
        let from = part.and_then(|p| p.from.or_else(|| holds_from(&p.status))).or_else(|| holds_from(&self.status))?;
        let repealed = day_of(&self.status, StatusWord::Repealed).map(Date::previous);
        let until = part.and_then(|p| p.until).or(repealed).unwrap_or(Date::MAX);
        Some((from, until))
    }
}
