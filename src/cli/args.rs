//! The command line: names, options, help.

use crate::num::date::Date;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Policy written as rules, tested like code, and printed as the paper that ministers read.
#[derive(Parser, Debug)]
#[command(name = "acquis", version, max_term_width = 100, propagate_version = true)]
#[command(after_help = "\
Examples:
  acquis build                                    check, evaluate, and write the papers into out/
  acquis check                                    every mistake in policies, profiles and manifest
  acquis eval --scenario continuation             outcomes of all rules under a scenario
  acquis explain RULE --for ENTITY=KEY            why an outcome is what it is
  acquis compare SCENARIO SCENARIO                what changes, for whom, because of which patch

Exit status: 0 fine; 1 the answer is no; 2 wrong use or a fault; 3 not decided.")]
pub struct Cli {
    /// Go to this folder first.
    #[arg(short = 'C', long = "directory", global = true, value_name = "DIR", help_heading = "Global options")]
    pub directory: Option<PathBuf>,
    /// Colour in the output.
    #[arg(long, global = true, value_enum, default_value = "auto", help_heading = "Global options")]
    pub color: ColorChoice,
    /// No progress and no summary; results and diagnostics only.
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub enum ColorChoice {
    /// Where the output is a terminal and NO_COLOR is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Make a small policy repository that works.
    New(NewArgs),
    /// Find every mistake in policies, profiles and manifest.
    Check(CheckArgs),
    /// Write policy files in the one canonical layout.
    Fmt(FmtArgs),
    /// Evaluate rules: an outcome for each subject, scenario and rule.
    Eval(EvalArgs),
    /// Say why an outcome is what it is.
    Explain(ExplainArgs),
    /// Compare scenarios and name the patch behind each change.
    Compare(CompareArgs),
    /// Try values for a parameter of a scenario's reform, and show what changes.
    Sweep(SweepArgs),
    /// List the facts that would settle what is open, cheapest first.
    Needs(NeedsArgs),
    /// Run the tests of the policies.
    Test(TestArgs),
    /// List every source of law and data: status, where cited, what is to be checked.
    Sources(SourcesArgs),
    /// Show which statement of the mandate has a rule, a place in a paper and a test.
    Trace(TraceArgs),
    /// Write one paper, or all, as Markdown and PDF.
    Paper(PaperArgs),
    /// Check, test, evaluate and write all papers into the output folder.
    Build(BuildArgs),
    /// Commit the papers to their branch, with provenance; the work tree is not touched.
    Publish(PublishArgs),
    /// Write the JSON Schema of profiles, for editors.
    Schema(SchemaArgs),
    /// Print the page of a diagnostic: what it means and how to mend it.
    ExplainCode(ExplainCodeArgs),
    /// Print shell completions.
    Completions(CompletionsArgs),
    /// Print the manual page.
    #[command(after_help = "Examples:\n  acquis man > ~/.local/share/man/man1/acquis.1\n  acquis man | man -l -")]
    Man,
}

/// Options of every command that evaluates.
#[derive(Args, Clone, Default, Debug)]
pub struct When {
    /// Law date; default: that of the scenario or manifest.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub at: Option<Date>,
    /// Knowledge cut; default: that of the manifest.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub known_on: Option<Date>,
    /// Choose a rival reading.
    #[arg(long, value_name = "READING")]
    pub reading: Vec<String>,
    /// Only these subjects, `ENTITY=KEY`; `--entity KEY` is short for it, with the name of the entity in small letters.
    #[arg(long = "for", value_name = "ENTITY=KEY")]
    pub subjects: Vec<String>,
    /// Only these subjects of the entity that most rules speak of.
    #[arg(long, value_name = "KEY")]
    pub subject: Vec<String>,
    /// One more profile, which counts in no figure.
    #[arg(long, value_name = "FILE")]
    pub profile: Vec<PathBuf>,
}

/// The long options of all commands.
pub fn options() -> BTreeSet<String> {
    let cli = Cli::command();
    let all = std::iter::once(&cli).chain(cli.get_subcommands()).flat_map(clap::Command::get_arguments);
    all.filter_map(|argument| argument.get_long()).map(str::to_owned).collect()
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| format!("`{text}` is no day; write it like 2018-04-30"))
}

/// `acquis new`
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  acquis new my-policies && cd my-policies && acquis build")]
pub struct NewArgs {
    /// The folder to make; it must not exist or be empty.
    pub dir: PathBuf,
}

/// `acquis check`
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  acquis check\n  acquis check --fix\n  acquis check --format sarif > findings.sarif"
)]
pub struct CheckArgs {
    /// Make the mechanical corrections.
    #[arg(long)]
    pub fix: bool,
    /// How findings are written.
    #[arg(long, value_enum, default_value = "human")]
    pub format: FindingFormat,
}

/// How findings are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
#[allow(missing_docs)]
pub enum FindingFormat {
    Human,
    Json,
    Sarif,
    Github,
    Gitlab,
}

/// `acquis fmt`
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  acquis fmt\n  acquis fmt --check")]
pub struct FmtArgs {
    /// Only say which files would change; exit 1 if any.
    #[arg(long)]
    pub check: bool,
    /// These files; default: all policy files.
    pub files: Vec<PathBuf>,
}

/// How results are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
#[allow(missing_docs)]
pub enum ResultFormat {
    Table,
    Json,
    Ndjson,
    Csv,
}

/// `acquis eval`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  acquis eval
  acquis eval --scenario continuation --rule RULE
  acquis eval --subject KEY --format json
  acquis eval --fail-on breached")]
pub struct EvalArgs {
    /// Scenarios; default: the law.
    #[arg(long, value_name = "SCENARIO")]
    pub scenario: Vec<String>,
    /// Only these rules.
    #[arg(long, value_name = "RULE")]
    pub rule: Vec<String>,
    /// How results are written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: ResultFormat,
    /// Exit 1 if an outcome is one of these words: breached, present, unknown, conflict, gap, ...
    #[arg(long, value_name = "OUTCOME", value_delimiter = ',')]
    pub fail_on: Vec<String>,
    /// When and for whom.
    #[command(flatten)]
    pub when: When,
}

/// `acquis explain`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  acquis explain RULE --subject KEY
  acquis explain RULE --for ENTITY=KEY --for OTHER=KEY --scenario SCENARIO
  acquis explain RULE --subject KEY --full --format json")]
pub struct ExplainArgs {
    /// The rule.
    pub rule: String,
    /// The scenario; default: the law.
    #[arg(long, value_name = "SCENARIO")]
    pub scenario: Option<String>,
    /// The whole trace, not only what was enough.
    #[arg(long)]
    pub full: bool,
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: TextFormat,
    /// When and for whom.
    #[command(flatten)]
    pub when: When,
}

/// For people or for programs.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
#[allow(missing_docs)]
pub enum TextFormat {
    Table,
    Json,
}

/// For people, for programs, or to fill in.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
#[allow(missing_docs)]
pub enum NeedsFormat {
    Table,
    Json,
    Yaml,
}

/// `acquis compare`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  acquis compare continuation integration_fund
  acquis compare law continuation --rule RULE --format json")]
pub struct CompareArgs {
    /// The scenario to compare with, then one or more others; `law` is the law as it stands.
    #[arg(required = true, num_args = 2..)]
    pub scenarios: Vec<String>,
    /// Only these rules.
    #[arg(long, value_name = "RULE")]
    pub rule: Vec<String>,
    /// Do not look for the patch behind each change.
    #[arg(long)]
    pub no_attribution: bool,
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: ResultFormat,
    /// When and for whom.
    #[command(flatten)]
    pub when: When,
}

/// `acquis sweep`
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  acquis sweep SCENARIO 'earmark=0 %,10 %,20 %,30 %'\n  acquis sweep SCENARIO 'rate=50 %,75 %' 'share=5 %,10 %' --rule RULE\n  acquis sweep SCENARIO 'rate=50 %,75 %' --for ENTITY=KEY --format csv\n\nValues are written as in the policy. Several parameters are tried in all combinations, 64 at most."
)]
pub struct SweepArgs {
    /// The scenario; it gives each parameter of its reforms a value.
    pub scenario: String,
    /// A parameter and the values to try, `NAME=V1,V2,..`; `REFORM.NAME=..` where several reforms have one of that
    /// name.
    #[arg(required = true, value_name = "NAME=V1,V2,..")]
    pub values: Vec<String>,
    /// Only these rules; default: all rules, definitions among them.
    #[arg(long, value_name = "RULE")]
    pub rule: Vec<String>,
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: ResultFormat,
    /// When and for whom.
    #[command(flatten)]
    pub when: When,
}

/// `acquis needs`
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  acquis needs\n  acquis needs --subject KEY --rule RULE\n  acquis needs --subject KEY --questionnaire\n  acquis needs --subject KEY --questionnaire --format yaml > answers/KEY.yaml"
)]
pub struct NeedsArgs {
    /// The scenario; default: the law.
    #[arg(long, value_name = "SCENARIO")]
    pub scenario: Option<String>,
    /// Only these rules.
    #[arg(long, value_name = "RULE")]
    pub rule: Vec<String>,
    /// Write the form to send to one subject; with `--format yaml`, the form to fill in.
    #[arg(long)]
    pub questionnaire: bool,
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: NeedsFormat,
    /// When and for whom.
    #[command(flatten)]
    pub when: When,
}

/// `acquis test`
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  acquis test\n  acquis test --coverage\n  acquis test --mutate\n  acquis test --mutate --shard 1/8\n  acquis test --format junit > junit.xml"
)]
pub struct TestArgs {
    /// Only tests whose title contains this.
    pub filter: Option<String>,
    /// Show which rules, cases and rows no test reached.
    #[arg(long)]
    pub coverage: bool,
    /// Change each case, param and patch in turn, and list the changes that no outcome, test or evidence notices.
    #[arg(long, conflicts_with_all = ["filter", "coverage"])]
    pub mutate: bool,
    /// Of the changes only every Nth, beginning with the Ith.
    #[arg(long, value_name = "I/N", requires = "mutate")]
    pub shard: Option<String>,
    /// How results are written.
    #[arg(long, value_enum, default_value = "human")]
    pub format: TestFormat,
}

/// How test results are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
#[allow(missing_docs)]
pub enum TestFormat {
    Human,
    Json,
    Junit,
}

/// `acquis sources`
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  acquis sources --at 2018-04-30")]
pub struct SourcesArgs {
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: TextFormat,
    /// Law date; default: that of the manifest.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub at: Option<Date>,
    /// Knowledge cut; default: that of the manifest.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub known_on: Option<Date>,
}

/// `acquis trace`
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  acquis trace\n  acquis trace --missing --prefix A3")]
pub struct TraceArgs {
    /// Only ids that lack something: a declaration, a test, a place in a paper; exit 1 if there are any.
    #[arg(long)]
    pub missing: bool,
    /// Only ids that start so.
    #[arg(long, value_name = "ID")]
    pub prefix: Option<String>,
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: TraceFormat,
}

/// How the matrix is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
#[allow(missing_docs)]
pub enum TraceFormat {
    Table,
    Md,
    Json,
    Csv,
}

/// `acquis schema`
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  acquis schema\n  acquis schema --check")]
pub struct SchemaArgs {
    /// Only say whether the files are current; exit 1 if not.
    #[arg(long)]
    pub check: bool,
}

/// `acquis paper`
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  acquis paper\n  acquis paper NAME --markdown-only\n  acquis paper NAME --at 2021-01-01 --out /tmp/later"
)]
pub struct PaperArgs {
    /// The paper; default: all.
    pub name: Option<String>,
    /// The subject of a paper that is made for each.
    #[arg(long, value_name = "KEY")]
    pub subject: Option<String>,
    /// The same with its entity, `ENTITY=KEY`.
    #[arg(long = "for", value_name = "ENTITY=KEY", conflicts_with = "subject")]
    pub of: Option<String>,
    /// Law date; default: that of the manifest, and of each scenario.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub at: Option<Date>,
    /// Knowledge cut; default: that of the manifest.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub known_on: Option<Date>,
    /// Write no PDF.
    #[arg(long)]
    pub markdown_only: bool,
    /// Where to write; default: the output folder of the manifest.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `acquis build`
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  acquis build\n  acquis build --markdown-only --out /tmp/out")]
pub struct BuildArgs {
    /// Write no PDF.
    #[arg(long)]
    pub markdown_only: bool,
    /// Where to write; default: the output folder of the manifest.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `acquis publish`
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  acquis publish\n  acquis publish --branch papers-draft --dry-run")]
pub struct PublishArgs {
    /// The branch; default: that of the manifest.
    #[arg(long)]
    pub branch: Option<String>,
    /// Say what would be committed, and commit nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `acquis explain-code`
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  acquis explain-code E0301\n  acquis explain-code --list")]
pub struct ExplainCodeArgs {
    /// The code.
    #[arg(required_unless_present = "list")]
    pub code: Option<String>,
    /// List all codes.
    #[arg(long)]
    pub list: bool,
}

/// `acquis completions`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  acquis completions bash > ~/.local/share/bash-completion/completions/acquis
  acquis completions zsh > ~/.zfunc/_acquis
  acquis completions fish > ~/.config/fish/completions/acquis.fish")]
pub struct CompletionsArgs {
    /// The shell.
    pub shell: clap_complete::Shell,
}
