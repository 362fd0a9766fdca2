//! `asisttr serve`: opens the data, listens, and stops in order when asked to.
use super::out::Out;
use super::service;
use crate::app::App;
use crate::base::Clock;
use crate::config::Config;
use crate::demo::{self, Demo};
use crate::store::Write;
use crate::{Result, background, people, router};
use anyhow::Context as _;
use axum::serve::ListenerExt as _;
use serde_json::json;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long requests and tasks that are under way may take once the process is to stop: below the 10 s after which
/// service managers lose patience.
const FINISH: Duration = Duration::from_secs(8);

/// Threads for queries and password hashes, beyond the async ones.
const BLOCKING_THREADS: usize = 16;

pub(super) fn run(config: Config, out: &Out) -> Result<ExitCode> {
    let inherited = inherited_listener().context("socket from the service manager")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .build()
        .context("start the runtime")?;
    let code = runtime.block_on(serve(config, inherited, out));
    runtime.shutdown_timeout(Duration::from_millis(500)); // what still runs had its time
    code
}

/// The socket that systemd opened for us, if it did: connections made during a restart wait in it.
fn inherited_listener() -> std::io::Result<Option<std::net::TcpListener>> {
    listenfd::ListenFd::from_env().take_tcp_listener(0)
}

/// The machine's clock; in debug builds `$ASISTTR_AHEAD_MINUTES` later, so that tests need not wait.
fn clock() -> Clock {
    let minutes = std::env::var("ASISTTR_AHEAD_MINUTES").ok().filter(|_| cfg!(debug_assertions));
    Clock::ahead(minutes.and_then(|it| it.parse::<i64>().ok()).unwrap_or(0).saturating_mul(60_000))
}

async fn serve(config: Config, inherited: Option<std::net::TcpListener>, out: &Out) -> Result<ExitCode> {
    let listener = listen(config.listen, inherited).await?;
    let address = listener.local_addr().context("address of the socket")?;
    let app = App::open(config, clock())?;
    let demo = if app.config.demo { Some(demo::open(&app).await?) } else { None };
    let routes =
        router::server(app.clone(), demo.clone()).into_make_service_with_connect_info::<SocketAddr>();
    background::start(&app);
    service::stop_on_signal(&app.lifecycle).context("listen for signals")?;
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true); // a message is one small packet: never wait for a second
    });
    app.lifecycle.spawn("http", |stop| async move {
        let server = axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned());
        if let Err(error) = server.await {
            tracing::error!(%error, "the server ended");
        }
    });
    let setup = people::service::setup::link(&app.store).await?;
    announce(address, setup.as_deref(), demo.as_ref(), &app, out);
    service::tell(&app.lifecycle, app.store.clone());
    app.lifecycle.stopping().await;
    stop(&app).await;
    Ok(if app.lifecycle.has_failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Clients told, requests finished, everything on disk.
async fn stop(app: &App) {
    tracing::info!("stopping");
    app.hub.restart();
    if tokio::time::timeout(FINISH, app.lifecycle.shut_down()).await.is_err() {
        tracing::warn!("stopping without waiting for what is still under way");
    }
    // The writer works in order: when this empty write is through, so is everything before it.
    if let Err(error) = app.store.commit(Write::new()).await {
        tracing::error!(%error, "the store did not finish");
    }
    tracing::info!("stopped");
}

async fn listen(address: SocketAddr, inherited: Option<std::net::TcpListener>) -> Result<TcpListener> {
    match inherited {
        Some(socket) => {
            socket.set_nonblocking(true).context("socket from the service manager")?;
            Ok(TcpListener::from_std(socket).context("socket from the service manager")?)
        }
        None => {
            Ok(TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?)
        }
    }
}

/// Says where to go; the first line of the output with `--json`.
fn announce(address: SocketAddr, setup: Option<&str>, demo: Option<&Demo>, app: &App, out: &Out) {
    let here = format!("http://{address}");
    let base = app.config.public_url.as_deref().unwrap_or(&here);
    let setup = setup.map(|path| format!("{base}{path}"));
    let shown = demo.map(|it| {
        json!({ "page": format!("{base}/demo"), "admin": it.admin_email, "agent": it.agent_email, "password": demo::PASSWORD })
    });
    let document = json!({ "address": here, "setup_link": setup, "demo": shown });
    let mut lines = vec![
        format!("{} · {here}", out.text("serve ready")),
        format!("  {}: {base}/", out.text("serve desk")),
        format!("  {}: {base}/api/docs", out.text("serve api")),
    ];
    if let Some(demo) = demo {
        lines.push(format!("  {}: {base}/demo", out.text("serve demo_page")));
        let (sign_in, password) = (out.text("serve sign_in"), out.text("serve password"));
        lines.push(format!(
            "  {sign_in}: {} · {} · {password}: {}",
            demo.admin_email,
            demo.agent_email,
            demo::PASSWORD
        ));
    }
    lines.extend(setup.map(|link| format!("  {}:\n    {link}", out.text("serve setup"))));
    lines.push(format!("  {}", out.text("serve stop")));
    out.done(&document, &lines.join("\n"));
}
