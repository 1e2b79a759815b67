//! Independent work on all processors, with results in the order of what was worked on.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Deeply nested pages need it.
const STACK: usize = 64 << 20;

/// What `work` makes of each item, in their order, whichever thread it was; each thread starts from what `start` gives
/// it. None: the thread failed over this item, or no thread could be started.
pub fn each<I: Sync, S, R: Send>(
    items: &[I],
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &I) -> R + Sync,
) -> Vec<Option<R>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let (next, done) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let run = || {
        let mut state = start();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { break };
            let made = work(&mut state, item);
            done.lock().unwrap_or_else(PoisonError::into_inner).insert(at, made);
        }
    };
    std::thread::scope(|scope| {
        let thread = || std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        // What cannot be started leaves its share to the others.
        let started: Vec<_> = (0..threads).filter_map(|_| thread().ok()).collect();
        started.into_iter().for_each(|thread| _ = thread.join());
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    (0..items.len()).map(|at| done.remove(&at)).collect()
}
