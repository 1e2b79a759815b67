//! The evaluator over many cities, beside loops written by hand over the same columns.

#![allow(clippy::disallowed_methods)]

mod record;

use acquis::analysis::statics::all_worlds;
use acquis::analysis::study::{Base, Dates, Study};
use acquis::eval::outcome::Outcome;
use acquis::eval::run::Runner;
use acquis::plan::root::Root;
use acquis::plan::{FrameId, NodeId, Plan};
use acquis::session::tree::Tree;
use acquis::session::workspace::Workspace;
use acquis::types::schema::EntityId;
use record::{Record, hundredths, shortest};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// Both outcomes are possible; only true; only false; not applicable.
const OPEN: u8 = 3;
const YES: u8 = 1;
const NO: u8 = 2;
const NOT_APPLICABLE: u8 = 4;
const ABSENT: u8 = 4;

/// The columns that the five rules read: one byte a city, as a program for these rules alone would keep them.
#[derive(Default)]
struct Columns {
    state: Vec<u8>,
    delegation: Vec<u8>,
    global_grant: Vec<u8>,
    intermediate: Vec<u8>,
    managing: Vec<u8>,
    strategy: Vec<u8>,
    /// A form, none, or unknown.
    form: Vec<u8>,
    written: Vec<u8>,
    selects: Vec<u8>,
}

/// The same choices on every machine.
struct Choices(u64);

impl Choices {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// True, false, and one in ten unknown.
    fn condition(&mut self) -> u8 {
        match self.below(10) {
            0 => OPEN,
            n if n % 2 == 1 => YES,
            _ => NO,
        }
    }
}

fn word(condition: u8) -> &'static str {
    match condition {
        YES => "true",
        NO => "false",
        _ => "unknown",
    }
}

/// Synthetic cities: their columns, and the profiles that say the same.
fn cities(count: usize, states: &[&str]) -> (Columns, String) {
    let mut choices = Choices(17);
    let mut columns = Columns::default();
    let mut text = String::from("cities:\n");
    for at in 0..count {
        let state = choices.below(states.len() as u64) as u8;
        let mut c = || choices.condition();
        let (delegation, global_grant, intermediate, managing) = (c(), c(), c(), c());
        let (strategy, written, selects) = (c(), c(), c());
        let (form, form_word) = match choices.below(10) {
            0 => (OPEN, "unknown"),
            1..=3 => (ABSENT, "absent"),
            4..=5 => (YES, "own_axis"),
            6..=7 => (YES, "own_programme"),
            _ => (YES, "integrated_investment"),
        };
        let _ = write!(
            text,
            "- id: synthetic_{at}\n  name: S{at}\n  state: {}\n  partnership_member: false\n  population: {}\n  settlement: cities_1\n  amif_delegation: {}\n  esf_global_grant: {}\n  esf_intermediate_body: {}\n  esf_managing_authority: {}\n  erdf_managing_authority: false\n  art7: {{strategy: {}, form: {form_word}, written: {}, selects: {}}}\n",
            states[state as usize],
            1_000 + choices.below(2_000_000),
            word(delegation),
            word(global_grant),
            word(intermediate),
            word(managing),
            word(strategy),
            word(written),
            word(selects),
        );
        columns.state.push(state);
        columns.delegation.push(delegation);
        columns.global_grant.push(global_grant);
        columns.intermediate.push(intermediate);
        columns.managing.push(managing);
        columns.strategy.push(strategy);
        columns.form.push(form);
        columns.written.push(written);
        columns.selects.push(selects);
    }
    (columns, text)
}

fn and(a: u8, b: u8) -> u8 {
    ((a | b) & NO) | (a & b & YES)
}

fn or(a: u8, b: u8) -> u8 {
    ((a | b) & YES) | (a & b & NO)
}

fn not(a: u8) -> u8 {
    ((a & YES) << 1) | ((a & NO) >> 1)
}

/// The five rules, by hand: for each what may come out for each city.
fn by_hand(columns: &Columns, in_amif: &[u8], out: &mut [Vec<u8>; 5]) {
    for at in 0..columns.state.len() {
        let form = match columns.form[at] {
            ABSENT => NO,
            other => other,
        };
        let urban = and(and(columns.strategy[at], form), and(columns.written[at], columns.selects[at]));
        let esf = or(or(columns.global_grant[at], columns.intermediate[at]), columns.managing[at]);
        let amif = in_amif[columns.state[at] as usize];
        let delegated = and(amif, columns.delegation[at]);
        out[0][at] = columns.selects[at];
        out[1][at] = form;
        out[2][at] = urban;
        out[3][at] = or(or(delegated, esf), urban);
        out[4][at] = match amif {
            YES => and(or(esf, urban), not(columns.delegation[at])),
            _ => NOT_APPLICABLE,
        };
    }
}

const RULES: [&str; 5] =
    ["art7_selection", "art7_form", "is_urban_authority", "city_access", "b6a_cohesion_before_amif"];

/// The whole repository in memory, its cities others.
fn workspace(cities: &str) -> Workspace {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut open: Vec<_> = ["policies", "cities", "data", "templates"].map(|name| root.join(name)).into();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|e| e.expect("an entry").path()));
        } else {
            let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
            all.insert(name, fs::read(&path).expect("a file"));
        }
    }
    all.insert("cities/synthetic.yaml".into(), cities.as_bytes().to_vec());
    let manifest = fs::read_to_string(root.join("acquis.toml")).expect("the manifest");
    // The cities of the table are left out: those of the bench are enough.
    let lines = manifest.lines().filter(|line| !line.contains("eu-cities-lau2019.csv"));
    all.insert("acquis.toml".into(), lines.map(|line| format!("{line}\n")).collect::<String>().into_bytes());
    match Workspace::read(&Tree::Memory(all), &[]) {
        Ok(workspace) => workspace,
        Err(_) => panic!("the repository cannot be read"),
    }
}

fn base(workspace: &Workspace) -> Base<'_> {
    let written = &workspace.manifest.dates;
    let dates = Dates {
        at: written.at.value,
        known_on: written.known_on.value,
        data_as_of: written.data_as_of.value,
        later: workspace.later.clone(),
    };
    Base {
        checked: &workspace.checked,
        profiles: &workspace.profiles,
        dates,
        at: None,
        known_on: None,
        readings: vec![],
    }
}

fn code(outcome: &Outcome) -> u8 {
    match (outcome.is_not_applicable(), outcome.truth()) {
        (true, _) => NOT_APPLICABLE,
        (_, Some(true)) => YES,
        (_, Some(false)) => NO,
        _ => OPEN,
    }
}

/// A runner on so many threads.
fn on<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads").install(work)
}

/// Memory of the process, in bytes; 0 where the system does not say.
fn resident() -> u128 {
    let said = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = said.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|l| l.split_whitespace().nth(1)).and_then(|kb| kb.parse::<u128>().ok()).map_or(0, |kb| kb * 1024)
}

struct Run<'a> {
    plan: &'a Plan,
    workspace: &'a Workspace,
    profiles: &'a acquis::data::Profiles,
}

impl Run<'_> {
    fn once(&self, nodes: &[NodeId]) -> acquis::eval::scope::Counters {
        let runner = Runner::new(self.plan, &self.workspace.schema, self.profiles);
        runner.run_blocks(black_box(nodes));
        runner.counters()
    }

    /// The shortest time of the rules alone, the columns of the fields that they read at hand.
    fn over_fields(&self, times: u32, nodes: &[NodeId]) -> Duration {
        let once = |_| {
            let runner = Runner::new(self.plan, &self.workspace.schema, self.profiles);
            runner.run_blocks(&runner.fields_below(nodes));
            let started = Instant::now();
            runner.run_blocks(black_box(nodes));
            started.elapsed()
        };
        (0..times).map(once).min().unwrap_or_default()
    }
}

fn main() {
    let mut record = Record::open();
    let sizes: &[usize] = if std::env::args().any(|word| word == "--small") { &[10_000] } else { &[10_000, 100_000] };
    for size in sizes {
        measure(*size, &mut record);
    }
    record.close();
}

fn measure(size: usize, record: &mut Record) {
    let mut figure = |name: &str, now: u128| record.figure(&format!("{size} cities: {name}"), now);
    let states = ["BE", "BG", "CZ", "DK", "DE", "EE", "ES", "FR", "IT", "NL", "PL", "PT", "SE", "FI"];
    let in_amif = states.map(|state| if state == "DK" { NO } else { YES });
    let (columns, text) = cities(size, &states);
    let before = resident();
    let started = Instant::now();
    let workspace = workspace(&text);
    figure("reading, ns a city", started.elapsed().as_nanos() / size as u128);
    figure("memory of the profiles, bytes a city", resident().saturating_sub(before) / size as u128);
    let base = base(&workspace);
    let mut study = Study::new(&base);
    let law = study.add(None);
    let city = workspace.schema.entity_named("City").expect("the entity");
    let rows = study.run().rows(frame_of(&study, law, "art7_selection"));
    let plain = |root: &&Root| root.subjects.len() == 1 && is_of(&study, root, city) && root.node().is_some();
    let roots: Vec<&Root> = study.worlds[law].roots.iter().filter(plain).collect();
    let all: Vec<NodeId> = roots.iter().filter_map(|root| root.node()).collect();
    let five: Vec<NodeId> = RULES.map(|name| node_of(&study, law, name)).into();
    let run = Run { plan: &study.plan, workspace: &workspace, profiles: &workspace.profiles };

    let cells = (rows * roots.len()) as u128;
    figure("rules of one city", roots.len() as u128);
    let one = on(1, || shortest(5, || _ = run.once(&all)));
    figure("all rules, ps a city and rule", one.as_nanos() * 1000 / cells);
    let two = on(2, || shortest(5, || _ = run.once(&all)));
    figure("all rules on two threads, ps a city and rule", two.as_nanos() * 1000 / cells);
    println!("  two threads take {} of the time of one", hundredths(two.as_nanos() * 100 / one.as_nanos()));
    let counters = on(1, || run.once(&all));
    figure("all rules: nodes", counters.nodes.into());
    figure("all rules: kernel calls", counters.kernels.into());
    figure("all rules: bytes of columns a city", u128::from(counters.bytes) / rows as u128);

    let over = on(1, || run.over_fields(5, &all));
    figure("all rules over columns of fields, ps a city and rule", over.as_nanos() * 1000 / cells);

    let engine = on(1, || shortest(15, || _ = run.once(&five)));
    figure("five rules, ps a city and rule", engine.as_nanos() * 1000 / (rows as u128 * 5));
    let over = on(1, || run.over_fields(15, &five));
    figure("five rules over columns of fields, ps a city and rule", over.as_nanos() * 1000 / (rows as u128 * 5));
    let mut out: [Vec<u8>; 5] = std::array::from_fn(|_| vec![0; size]);
    let hand = shortest(50, || by_hand(black_box(&columns), &in_amif, black_box(&mut out)));
    figure("five rules by hand, ps a city and rule", hand.as_nanos() * 1000 / (size as u128 * 5));
    // Picoseconds a city, so that the ratio is not rounded away.
    let (over, hand) = (over.as_nanos() * 1000 / rows as u128, hand.as_nanos() * 1000 / size as u128);
    println!(
        "  over the same columns the evaluator takes {} times the loops by hand",
        hundredths(over * 100 / hand.max(1))
    );
    agree(&study, &run, &five, &out);

    let worlds = all_worlds(&base);
    for world in &worlds[1..] {
        study.add(*world);
    }
    let everywhere: Vec<NodeId> =
        study.worlds.iter().flat_map(|w| &w.roots).filter(plain_of(&study, city)).filter_map(|r| r.node()).collect();
    let run = Run { plan: &study.plan, workspace: &workspace, profiles: &workspace.profiles };
    let time = on(1, || shortest(2, || _ = run.once(&everywhere)));
    figure("scenarios", worlds.len() as u128 - 1);
    figure("all scenarios, ps a city, rule and scenario", time.as_nanos() * 1000 / (everywhere.len() * rows) as u128);
    let counters = on(1, || run.once(&everywhere));
    figure("all scenarios: nodes", counters.nodes.into());
    figure("all scenarios: kernel calls", counters.kernels.into());
}

fn plain_of<'s>(study: &'s Study, city: EntityId) -> impl Fn(&&Root) -> bool + use<'s> {
    let entity = move |table: &acquis::plan::TableId| matches!(study.plan.table(*table), acquis::plan::Table::Entity(e) if *e == city);
    move |root| {
        root.subjects.len() == 1 && root.subjects[0].table.as_ref().is_some_and(&entity) && root.node().is_some()
    }
}

fn is_of(study: &Study, root: &Root, city: EntityId) -> bool {
    plain_of(study, city)(&root)
}

fn root_of<'s>(study: &'s Study, world: usize, name: &str) -> &'s Root {
    let rule = study.base.checked.rule_named(name).expect("the rule");
    study.worlds[world].roots.iter().find(|root| root.rule == rule).expect("a root")
}

fn frame_of(study: &Study, world: usize, name: &str) -> FrameId {
    root_of(study, world, name).frame
}

fn node_of(study: &Study, world: usize, name: &str) -> NodeId {
    root_of(study, world, name).node().expect("a column")
}

/// The loops by hand and the evaluator say the same of every synthetic city.
fn agree(study: &Study, run: &Run, five: &[NodeId], out: &[Vec<u8>; 5]) {
    let runner = Runner::new(run.plan, &run.workspace.schema, run.profiles);
    for (place, node) in five.iter().enumerate() {
        let frame = frame_of(study, 0, RULES[place]);
        let outcomes = runner.outcomes(*node, frame);
        let city = run.workspace.schema.entity_named("City").expect("the entity");
        for row in 0..runner.rows(frame) {
            let key = study.entity_key(city, row).expect("a key");
            let Some(at) = key.strip_prefix("synthetic_").and_then(|n| n.parse::<usize>().ok()) else { continue };
            assert_eq!(code(&outcomes.at(row)), out[place][at], "{} of {key}", RULES[place]);
        }
    }
}
