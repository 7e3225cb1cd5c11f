# The kit in a container: mount a workspace and a folder for reports.
#     docker build -t persona-shift-kit .
#     docker run --rm -v "$PWD/my-company:/data/my-company" -v "$PWD/reports:/data/reports" persona-shift-kit run my-company
FROM python:3.11-slim
WORKDIR /opt/kit
COPY requirements.lock extras.lock pyproject.toml README.md LICENSE ./
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.lock --requirement extras.lock
COPY kit ./kit
COPY notebooks ./notebooks
COPY tests/benchmarks/shift/results.json ./tests/benchmarks/shift/results.json
RUN pip install --no-cache-dir --no-deps --no-build-isolation . && useradd --create-home --uid 10001 kit
USER 10001
WORKDIR /data
ENTRYPOINT ["kit"]
