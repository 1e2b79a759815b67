//! Whether headings of a template stand in order, whichever of its branches are printed.
//!
//! Where a template has conditions and loops, a heading may stand below one of several others. It is out of order for
//! certain where it would be so below each of them; what depends on the data is left to the paper. So it is with a
//! second title.

use std::collections::{BTreeMap, BTreeSet};

use super::tags::{Token, sets_block};
use crate::diag::{Diagnostic, paper};
use crate::report::from_markdown::Place;
use crate::text::{FileId, Span};

/// What a statement does to the order in which a template is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// What follows is printed or not.
    Branch,
    /// What follows is printed any number of times.
    Loop,
    /// What follows is printed elsewhere, or never.
    Aside,
    /// Instead of what stands before it, perhaps.
    Elif,
    /// Instead of what stands before it.
    Else,
    /// The end of what is opened last.
    End,
    /// A part of the paper begins, with headings of its own.
    Part,
}

impl Turn {
    /// What a statement does; none: nothing.
    pub fn of(statement: &[Token]) -> Option<Turn> {
        let first = statement.first()?.text;
        match first {
            "if" => Some(Turn::Branch),
            "for" => Some(Turn::Loop),
            "macro" | "call" => Some(Turn::Aside),
            "set" if sets_block(statement) => Some(Turn::Aside),
            "elif" => Some(Turn::Elif),
            "else" => Some(Turn::Else),
            "endif" | "endfor" | "endmacro" | "endcall" | "endset" => Some(Turn::End),
            _ => None,
        }
    }
}

/// What may stand above: the level of the heading, 0 for none in this part of the paper, and whether the paper has one
/// at all so far.
type Above = BTreeSet<(u8, bool)>;

struct Open {
    turn: Turn,
    before: Above,
    /// What may stand above what follows, if one of the branches read so far is printed.
    after: Above,
    /// One of its branches is printed.
    sure: bool,
}

/// The headings that are out of order whatever is printed. `turns`: where statements stand in the text.
pub fn faults(headings: &[Place], turns: &[(usize, Turn)]) -> Vec<Diagnostic> {
    let (mut found, mut open): (Vec<Diagnostic>, Vec<Open>) = (vec![], vec![]);
    let (again, mut above) = (repeated(headings, turns), Above::from([(0, false)]));
    let mut next = 0;
    for heading in headings {
        while let Some((_, turn)) = turns.get(next).filter(|(at, _)| *at <= heading.start) {
            step(*turn, &mut above, &mut open);
            // The last heading of one round stands above the first of the next.
            above.extend(again.get(&next).into_iter().flatten());
            next += 1;
        }
        if open.iter().any(|one| one.turn == Turn::Aside) {
            return vec![];
        }
        let own = heading.depth();
        let span = Span::new(FileId(0), heading.start, heading.end);
        if let Some((most, _)) = above.last().filter(|(most, _)| own > most + 1) {
            found.push(paper::level_skipped(span, own, *most));
        }
        if own == 0 && above.iter().all(|(_, any)| *any) {
            found.push(paper::second_title(span));
        }
        above = Above::from([(own, true)]);
    }
    found
}

/// The levels of the headings in each loop, by its place among the turns.
fn repeated(headings: &[Place], turns: &[(usize, Turn)]) -> BTreeMap<usize, Above> {
    let mut loops: BTreeMap<usize, Above> = BTreeMap::new();
    let mut open: Vec<(usize, Above)> = vec![];
    let mut headings = headings.iter().peekable();
    for (place, (at, turn)) in turns.iter().enumerate() {
        while let Some(heading) = headings.next_if(|heading| heading.start < *at) {
            open.last_mut().into_iter().for_each(|(_, inside)| _ = inside.insert((heading.depth(), true)));
        }
        match turn {
            Turn::Branch | Turn::Loop | Turn::Aside => open.push((place, Above::new())),
            Turn::End => {
                let Some((begun, inside)) = open.pop() else { continue };
                open.last_mut().into_iter().for_each(|(_, outer)| outer.extend(&inside));
                if turns[begun].1 == Turn::Loop {
                    loops.insert(begun, inside);
                }
            }
            Turn::Elif | Turn::Else | Turn::Part => {}
        }
    }
    loops
}

fn step(turn: Turn, above: &mut Above, open: &mut Vec<Open>) {
    match turn {
        Turn::Branch | Turn::Loop | Turn::Aside => {
            open.push(Open { turn, before: above.clone(), after: Above::new(), sure: false });
        }
        Turn::Elif | Turn::Else => {
            let Some(last) = open.last_mut() else { return };
            last.after.append(above);
            last.sure |= turn == Turn::Else;
            *above = last.before.clone();
        }
        Turn::End => {
            let Some(mut last) = open.pop() else { return };
            above.append(&mut last.after);
            if !last.sure {
                above.append(&mut last.before);
            }
        }
        Turn::Part => *above = above.iter().map(|(_, any)| (0, *any)).collect(),
    }
}
