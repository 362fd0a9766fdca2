//! The command line: what an administrator types, and what scripts rely on. Each command prints words for people or,
//! with `--json`, one JSON document for programs. Exit codes: 0 done, 1 failed, 2 wrong usage.
mod admin;
mod args;
mod audit;
mod data;
mod knowledge;
mod logging;
mod model;
mod out;
mod search;
mod serve;
mod service;
mod site;
mod words;

use crate::base::Lang;
use crate::config::{self, Config};
use crate::engine::convert::apart;
use args::{
    AdminCommand, AiCommand, Args, AuditCommand, Command, KnowledgeCommand, ModelCommand, SearchCommand,
    SiteCommand,
};
use out::Out;
use std::process::ExitCode;

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|it| it == apart::ARGUMENT) {
        return apart::serve().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    let lang = Lang::of_locale();
    let args = match args::parse(lang, std::env::args_os()) {
        Ok(args) => args,
        Err(code) => return code,
    };
    let out = Out { json: args.json, lang };
    match configure(&args) {
        Ok(config) => run(args.command, config, &out),
        Err(error) => {
            out.problem("config", &error.to_string());
            ExitCode::from(2)
        }
    }
}

fn configure(args: &Args) -> Result<Config, config::load::ConfigError> {
    let mut config = config::load(args.config.as_deref())?;
    // Stays right when the file is replaced by a newer one while this process runs.
    config.program = Some("/proc/self/exe".into());
    if let Some(folder) = &args.data_dir {
        config.data_dir.clone_from(folder);
    }
    Ok(config)
}

fn run(command: Command, mut config: Config, out: &Out) -> ExitCode {
    match command {
        Command::Serve(flags) => {
            config.listen = flags.listen.unwrap_or(config.listen);
            config.demo = flags.demo;
            if config.demo {
                config.limits.requests = 0; // one machine plays everybody
            }
            logging::start(&config.log);
            out.finish(serve::run(config, out))
        }
        Command::Admin(AdminCommand::Create(flags)) => out.finish(admin::create(&config, flags, out)),
        Command::Site(SiteCommand::Create(flags)) => out.finish(site::create(&config, flags, out)),
        Command::Site(SiteCommand::List) => out.finish(site::list(&config, out)),
        Command::Audit(AuditCommand::Verify) => out.finish(audit::verify(&config, out)),
        Command::Knowledge(KnowledgeCommand::Import(flags)) => {
            out.finish(knowledge::import(&config, flags, out))
        }
        Command::Search(SearchCommand::Eval(flags)) => out.finish(search::evaluate(config, flags, out)),
        Command::Model(ModelCommand::List) => out.finish(model::list(&config, out)),
        Command::Model(ModelCommand::Pull(it)) => out.finish(model::pull(&config, &it, out)),
        Command::Model(ModelCommand::Add(flags)) => out.finish(model::add(&config, &flags, out)),
        Command::Model(ModelCommand::Use(it)) => out.finish(model::choose(&config, it.model, out)),
        Command::Model(ModelCommand::Remove(it)) => out.finish(model::remove(&config, it.model, out)),
        Command::Model(ModelCommand::Bench(flags)) => out.finish(model::bench(&config, &flags, out)),
        Command::Ai(AiCommand::Eval(flags)) => out.finish(search::evaluate_answers(config, flags, out)),
    }
}
