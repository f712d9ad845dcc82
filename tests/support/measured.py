"""Traces and metrics as an OpenTelemetry SDK collects them, in memory."""

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from limio_langchain import telemetry


class Measured:
    """What was measured while it is in place."""

    def __init__(self, monkeypatch):
        self._reader, self._exporter = InMemoryMetricReader(), InMemorySpanExporter()
        tracers, meters = TracerProvider(), MeterProvider([self._reader])
        tracers.add_span_processor(SimpleSpanProcessor(self._exporter))
        monkeypatch.setattr(telemetry, "_INSTRUMENTS", telemetry.Instruments(tracers, meters))

    @property
    def spans(self):
        return self._exporter.get_finished_spans()

    def sums(self, name):
        """Return the sums of a histogram's points."""
        return [point.sum for point in self._found(name)]

    def points(self, name):
        """Return a metric's points as pairs of labels and count (of a histogram) or value."""
        return [
            (dict(point.attributes), point.count if hasattr(point, "count") else point.value)
            for point in self._found(name)
        ]

    def _found(self, name):
        data = self._reader.get_metrics_data()
        metrics = (
            metric
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
        )
        return [point for metric in metrics if metric.name == name for point in metric.data.data_points]

    def everything(self):
        """Return all that leaves the process: names, labels, statuses and events, as one text."""
        data = self._reader.get_metrics_data()
        return "\n".join([data.to_json() if data else "", *(span.to_json() for span in self.spans)])
