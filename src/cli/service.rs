//! Talking to whoever started the process: stop signals in, readiness and signs of life out (`sd_notify(3)`).
use crate::lifecycle::Lifecycle;
use crate::store::Store;
use sd_notify::NotifyState;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// Makes SIGTERM and SIGINT ask for an orderly stop.
pub(super) fn stop_on_signal(lifecycle: &Lifecycle) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let asked = lifecycle.clone();
    lifecycle.spawn("signals", |stop| async move {
        tokio::select! {
            _ = terminate.recv() => asked.request_stop(),
            _ = interrupt.recv() => asked.request_stop(),
            () = stop.cancelled() => (),
        }
    });
    Ok(())
}

/// Says that the service is ready, then that it is alive while its store answers, and at last that it stops.
pub(super) fn tell(lifecycle: &Lifecycle, store: Store) {
    notify(NotifyState::Ready);
    let beat = sd_notify::watchdog_enabled().map_or(Duration::MAX, |it| it / 3);
    lifecycle.spawn("watchdog", move |stop| async move {
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(beat) => {
                    match store.check().await {
                        Ok(()) => notify(NotifyState::Watchdog),
                        Err(error) => tracing::error!(%error, "the store does not answer"),
                    }
                }
            }
        }
        notify(NotifyState::Stopping);
    });
}

fn notify(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::debug!(%error, "nobody to notify");
    }
}
