//! The figures of the process, as Prometheus reads them (OpenMetrics text).
use crate::Result;
use crate::app::App;
use anyhow::Context as _;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

/// A gauge per value of one label.
type Labelled = Family<[(&'static str, &'static str); 1], Gauge>;

/// Every figure, as of now.
pub(super) fn text(app: &App) -> Result<String> {
    let mut registry = Registry::with_prefix("asisttr");
    registry.register("build", "This program", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
    app.requests.register(&mut registry);
    app.store.figures().register(&mut registry);
    sockets(app, &mut registry);
    log(app, &mut registry);
    model(app, &mut registry);
    gauge(&mut registry, "store_waiting_writes", "Changes that wait for the writer", app.store.waiting());
    let uptime = app.clock.steady().saturating_sub(app.started).as_secs();
    gauge(&mut registry, "uptime_seconds", "Time since the start", uptime);
    if let Some(bytes) = resident_bytes() {
        gauge(&mut registry, "resident_memory_bytes", "Memory in use", bytes);
    }
    let mut text = String::new();
    encode(&mut text, &registry).context("write the figures")?;
    Ok(text)
}

fn sockets(app: &App, registry: &mut Registry) {
    let (users, visitors) = app.hub.count();
    let by_kind = Labelled::default();
    by_kind.get_or_create(&[("kind", "user")]).set(signed(users));
    by_kind.get_or_create(&[("kind", "visitor")]).set(signed(visitors));
    registry.register("sockets", "Connected sockets, by kind of client", by_kind);
}

/// The event log and how far its followers are behind.
fn log(app: &App, registry: &mut Registry) {
    let head = *app.store.head().borrow();
    gauge(registry, "event_seq", "Number of the newest event", head);
    let lag = Labelled::default();
    for (name, cursor) in app.store.figures().cursors() {
        lag.get_or_create(&[("follower", name)]).set((head - cursor).max(0));
    }
    registry.register("follower_lag_events", "Events that a follower has not dealt with", lag);
}

/// What the language model in memory has done since it was loaded; tokens a second over all of it.
fn model(app: &App, registry: &mut Registry) {
    let present = app.models.answering.present();
    gauge(registry, "model_loaded", "Whether a language model is in memory", i64::from(present.is_some()));
    let count = present.map(|it| it.1.count()).unwrap_or_default();
    gauge(registry, "model_active_answers", "Answers being made by the model", count.active);
    let tokens = Labelled::default();
    let speed = Labelled::default();
    let kinds = [
        ("read", count.prompt_tokens, count.prompt_us),
        ("written", count.output_tokens, count.output_us),
        ("known", count.cached_tokens, 0),
    ];
    for (kind, number, micros) in kinds {
        tokens.get_or_create(&[("kind", kind)]).set(signed(number));
        if let Some(per_second) = number.saturating_mul(1_000_000).checked_div(micros) {
            speed.get_or_create(&[("kind", kind)]).set(signed(per_second));
        }
    }
    registry.register("model_tokens", "Tokens of the model in memory", tokens);
    registry.register("model_tokens_per_second", "How fast the model in memory is", speed);
}

fn gauge(registry: &mut Registry, name: &str, help: &str, value: impl TryInto<i64>) {
    let gauge: Gauge = Gauge::default();
    gauge.set(signed(value));
    registry.register(name, help, gauge);
}

fn signed(value: impl TryInto<i64>) -> i64 {
    value.try_into().unwrap_or(i64::MAX)
}

/// `VmRSS` of proc(5), which is in kB; `None` where there is no such file.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
