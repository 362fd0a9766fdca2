//! The shape of the command line. Its words are in [`super::words`], in both languages, joined to it here.
use super::words;
use crate::base::{Lang, Role};
use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Parser)]
#[command(name = "asisttr", version, disable_help_subcommand = true, arg_required_else_help = true)]
pub(super) struct Args {
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) data_dir: Option<PathBuf>,
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    Serve(ServeFlags),
    #[command(subcommand)]
    Admin(AdminCommand),
    #[command(subcommand)]
    Site(SiteCommand),
    #[command(subcommand)]
    Audit(AuditCommand),
    #[command(subcommand)]
    Knowledge(KnowledgeCommand),
    #[command(subcommand)]
    Search(SearchCommand),
    #[command(subcommand)]
    Model(ModelCommand),
    #[command(subcommand)]
    Ai(AiCommand),
}

#[derive(Debug, clap::Args)]
pub(super) struct ServeFlags {
    #[arg(long, value_name = "ADDR:PORT")]
    pub(super) listen: Option<SocketAddr>,
    #[arg(long)]
    pub(super) demo: bool,
}

#[derive(Debug, clap::Subcommand)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(super) enum AdminCommand {
    Create(AdminFlags),
}

#[derive(Debug, clap::Args)]
pub(super) struct AdminFlags {
    #[arg(long, value_name = "EMAIL")]
    pub(super) email: String,
    #[arg(long, value_name = "NAME")]
    pub(super) name: String,
    #[arg(
        long,
        value_name = "ROLE",
        default_value = "superadmin",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(super) role: RoleName,
    #[arg(long, value_name = "SLUG")]
    pub(super) site: Option<String>,
}

/// A role as it is typed.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
#[value(rename_all = "lower")]
pub(super) enum RoleName {
    Superadmin,
    Admin,
    Agent,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Role {
        match name {
            RoleName::Superadmin => Role::Superadmin,
            RoleName::Admin => Role::Admin,
            RoleName::Agent => Role::Agent,
        }
    }
}

#[derive(Debug, clap::Subcommand)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(super) enum SiteCommand {
    Create(SiteFlags),
    List,
}

#[derive(Debug, clap::Args)]
pub(super) struct SiteFlags {
    #[arg(long, value_name = "NAME")]
    pub(super) name: String,
    #[arg(long, value_name = "SLUG")]
    pub(super) slug: String,
    #[arg(long = "origin", value_name = "URL")]
    pub(super) origins: Vec<String>,
}

#[derive(Debug, clap::Subcommand)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(super) enum AuditCommand {
    Verify,
}

#[derive(Debug, clap::Subcommand)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(super) enum KnowledgeCommand {
    Import(ImportFlags),
}

#[derive(Debug, clap::Args)]
pub(super) struct ImportFlags {
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    #[arg(long, value_name = "SLUG")]
    pub(super) site: Option<String>,
    #[arg(long)]
    pub(super) publish: bool,
    #[arg(long)]
    pub(super) internal: bool,
    #[arg(long)]
    pub(super) split: bool,
    #[arg(long, value_name = "NAME")]
    pub(super) category: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(super) enum SearchCommand {
    Eval(EvalFlags),
}

#[derive(Debug, clap::Subcommand)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(super) enum AiCommand {
    Eval(EvalFlags),
}

#[derive(Debug, clap::Args)]
pub(super) struct EvalFlags {
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    #[arg(long, value_name = "SLUG")]
    pub(super) site: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(super) set: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(super) enum ModelCommand {
    List,
    Pull(PullFlags),
    Add(AddFlags),
    Use(ModelName),
    Remove(ModelName),
    Bench(BenchFlags),
}

#[derive(Debug, clap::Args)]
pub(super) struct ModelName {
    #[arg(value_name = "MODEL")]
    pub(super) model: String,
}

#[derive(Debug, clap::Args)]
pub(super) struct PullFlags {
    #[arg(value_name = "MODEL")]
    pub(super) model: String,
    #[arg(long, value_name = "HEX")]
    pub(super) sha256: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct AddFlags {
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    #[arg(long)]
    pub(super) copy: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct BenchFlags {
    #[arg(value_name = "MODEL")]
    pub(super) model: Option<String>,
    #[arg(long, value_name = "NUMBER", default_value_t = 64, hide_default_value = true)]
    pub(super) tokens: u32,
}

/// Reads the command line; what is to be shown instead of running (help, version, a mistake) is shown here.
pub(super) fn parse(lang: Lang, line: impl Iterator<Item = OsString>) -> Result<Args, ExitCode> {
    let matches = worded(lang).try_get_matches_from(line);
    matches.and_then(|it| Args::from_arg_matches(&it)).map_err(|error| {
        let shown = match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => error.print(),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.print(),
            _ if lang == Lang::En => error.print(),
            _ => super::out::complain(&words::of_mistake(&error)),
        };
        let _ = shown; // nobody reads any more
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
    })
}

/// The command tree with its texts in `lang`.
pub(super) fn worded(lang: Lang) -> clap::Command {
    let mut command = word(Args::command(), lang, "");
    command.build(); // what comes before a subcommand in its usage is known from here on
    word_usage(&mut command, lang);
    command
}

/// In its usage clap has one word of its own.
fn word_usage(command: &mut clap::Command, lang: Lang) {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").replace("[OPTIONS]", words::text(lang, "usage options"));
    *command = std::mem::take(command).override_usage(usage);
    for child in command.get_subcommands_mut() {
        word_usage(child, lang);
    }
}

fn word(command: clap::Command, lang: Lang, path: &str) -> clap::Command {
    let arguments: Vec<String> = command.get_arguments().map(|it| it.get_id().to_string()).collect();
    let children: Vec<String> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    let mut command = command
        .about(words::text(lang, path))
        .help_template(words::template(lang))
        .subcommand_value_name(words::text(lang, "value COMMAND"))
        .subcommand_help_heading(words::text(lang, "heading commands"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(clap::Arg::new("help").short('h').long("help").action(clap::ArgAction::Help).global(false));
    if path.is_empty() {
        let version = clap::Arg::new("version").short('V').long("version");
        command = command.arg(version.action(clap::ArgAction::Version));
    }
    for id in arguments.iter().map(String::as_str).chain(["help"]).chain(path.is_empty().then_some("version"))
    {
        let key = if path.is_empty() { format!("--{id}") } else { format!("{path} --{id}") };
        let words = words::text_or(lang, &key, &format!("--{id}"));
        command = command.mut_arg(id, |it| {
            let value = it.get_value_names().and_then(<[_]>::first).map(|name| format!("value {name}"));
            let it = it.help(words).help_heading(words::text(lang, "heading options"));
            match value {
                Some(value) => it.value_name(words::text(lang, &value)),
                None => it,
            }
        });
    }
    for child in children {
        let path = if path.is_empty() { child.clone() } else { format!("{path} {child}") };
        command = command.mut_subcommand(&child, |it| word(it, lang, &path));
    }
    command
}
