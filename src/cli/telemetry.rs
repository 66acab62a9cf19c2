//! Spans by OTLP (feature `otlp`): the exporter, and the phases of a run.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use deskferry::event::{Event, Listener};
use deskferry::spans;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

use super::console;

/// The variables of OpenTelemetry that name the collector. Without one of them, nothing is exported.
const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
/// How long a command waits at its end for the collector.
const LAST_WAIT: Duration = Duration::from_secs(3);

static PROVIDER: OnceLock<SdkTracerProvider> = OnceLock::new();

/// The layer that exports the spans; `None` if no collector is named.
pub(crate) fn layer<S: Subscriber + for<'a> LookupSpan<'a> + 'static>() -> Option<impl Layer<S>> {
    let is_named = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    ENDPOINTS.iter().find(|name| is_named(name))?;
    // The blocking client of the exporter has no TLS of its own. An error means that it has one already.
    drop(rustls::crypto::ring::default_provider().install_default());
    let exporter = match SpanExporter::builder().with_http().with_protocol(Protocol::HttpBinary).build() {
        Ok(exporter) => exporter,
        Err(error) => {
            console::warn(&format!("spans are not exported: {error}"));
            return None;
        }
    };
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let resource = Resource::builder().with_service_name("deskferry").with_attribute(version).build();
    let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build();
    let tracer = PROVIDER.get_or_init(|| provider).tracer("deskferry");
    let layer = tracing_opentelemetry::layer().with_tracer(tracer).with_location(false).with_threads(false);
    Some(layer.with_filter(filter_fn(|of| of.is_span() && of.target() == spans::TARGET)))
}

/// Adds the counts of a job to the span of its run.
pub(crate) fn count(counts: &[(&'static str, u64)]) {
    let Some(run) = spans::current_run() else { return };
    for (name, number) in counts {
        run.set_attribute(format!("count.{name}"), i64::try_from(*number).unwrap_or(i64::MAX));
    }
}

/// Sends what is left.
pub(crate) fn end() {
    let Some(provider) = PROVIDER.get() else { return };
    if provider.shutdown_with_timeout(LAST_WAIT).is_err() {
        console::warn("not all spans were exported: is the collector there?");
    }
}

/// Makes phases of the events of a run.
pub(crate) struct Phases(pub(crate) Arc<dyn Listener>);

impl Listener for Phases {
    fn hear(&self, event: &Event) {
        match event {
            Event::Opened { .. } => spans::begin_phase("read"),
            Event::Matching { .. } => spans::begin_phase("match"),
            Event::Writing { pending: 1.., .. } => spans::begin_phase("write"),
            Event::ReadingBack { .. } => spans::begin_phase("read back"),
            Event::Stage { .. } => spans::begin_phase("list"),
            _ => {}
        }
        self.0.hear(event);
    }
}
