"""Airflow: back up every night, check the backup, then import the file of the day.

Put it into the folder of the DAGs. The workers need the program `deskferry` and the folder FOLDER. The credentials are in
the environment of the workers (DESKERO_CLIENT_ID, DESKERO_API_TOKEN), or in a `deskferry.toml` that names files; never
write them into a DAG.
"""

import datetime
import os

from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2
    from airflow.operators.bash import BashOperator

FOLDER = os.environ.get("DESKFERRY_FOLDER", "/srv/deskferry")

COMMANDS = {
    "backup": "deskferry backup backups --keep-daily 14 --keep-weekly 8 --no-progress --log-format json",
    "check": "deskferry check backups/latest --max-age 26h --no-progress --log-format json",
    "import": "deskferry import contacts.csv -m my.toml --wait=1h --no-progress --log-format json",
}

with DAG(
    dag_id="deskferry",
    description="Back up the help desk, then import the customers of the day",
    schedule="30 2 * * *",
    start_date=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc),
    catchup=False,
    # Two runs at once would wait for each other.
    max_active_runs=1,
    # A second try of an import begins a new run, and finds who is there already by the match key.
    default_args={"retries": 0},
) as dag:
    tasks = [
        BashOperator(task_id=name, bash_command=command, cwd=FOLDER, append_env=True)
        for name, command in COMMANDS.items()
    ]
    for earlier, later in zip(tasks, tasks[1:]):
        earlier >> later
