"""The Celery application: two queues, early acknowledgement, no results. A message holds a work item's id and nothing else."""

from typing import Any

from celery import Celery

from matching.settings import Settings
from matching.work import QUEUES, Queue

app = Celery("resettle")
app.set_default()


def configure(settings: Settings) -> Celery:
    """Point the application at the settings' broker."""
    app.conf.update(
        broker_url="memory://localhost//" if is_embedded(settings) else settings.broker_url,
        broker_connection_retry_on_startup=True,
        broker_transport_options=transport_options(settings),
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_acks_late=False,
        task_time_limit=90,
        task_soft_time_limit=75,
        task_publish_retry=False,
        task_default_queue=Queue.QUICK.value,
        task_routes={name: {"queue": queue.value} for name, queue in QUEUES.items()},
        task_create_missing_queues=True,
        worker_concurrency=settings.worker_processes,
        worker_prefetch_multiplier=0 if is_embedded(settings) else 1,
        worker_max_tasks_per_child=1000,
        worker_max_memory_per_child=1_500_000,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        imports=("workers.tasks",),
    )
    return app


def is_embedded(settings: Settings) -> bool:
    """Whether the broker is this process's own memory."""
    return settings.broker_url.startswith("memory:")


def transport_options(settings: Settings) -> dict[str, Any]:
    """Keep a broker that does not answer from holding anybody up."""
    if is_embedded(settings):
        return {"polling_interval": 0.05}
    if settings.broker_url.startswith("redis"):
        return {"visibility_timeout": 120, "socket_timeout": 2, "socket_connect_timeout": 2, "socket_keepalive": True}
    return {"connect_timeout": 2, "read_timeout": 10, "write_timeout": 10}
