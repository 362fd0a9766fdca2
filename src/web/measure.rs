//! Counts requests and how long they take. Sockets have their own figures.
use crate::base::Clock;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::Duration;

/// Upper bounds of answer times, in seconds.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Counters of requests; cloning copies pointers.
#[derive(Clone)]
pub struct Requests {
    by_class: Family<[(&'static str, &'static str); 1], Counter>,
    seconds: Histogram,
}

impl Default for Requests {
    fn default() -> Requests {
        Requests { by_class: Family::default(), seconds: Histogram::new(SECONDS) }
    }
}

impl Requests {
    fn answered(&self, status: u16, time: Duration) {
        let class = match status {
            0..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
        self.by_class.get_or_create(&[("class", class)]).inc();
        self.seconds.observe(time.as_secs_f64());
    }

    /// Puts the counters into what is shown.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("http_requests", "Requests answered, by class of status", self.by_class.clone());
        registry.register("http_request_seconds", "Time until an answer begins", self.seconds.clone());
    }
}

/// Layer: counts every request.
pub async fn count(
    State((requests, clock)): State<(Requests, Clock)>,
    request: Request,
    next: Next,
) -> Response {
    let start = clock.steady();
    let response = next.run(request).await;
    requests.answered(response.status().as_u16(), clock.steady().saturating_sub(start));
    response
}
