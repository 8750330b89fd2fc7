export const HELP = `Usage: devloop status [--json] [--verbose] [folder]
       devloop wait [--service NAME]... [--timeout TIME] [--json] [--verbose] [folder]
       devloop build [--service NAME]... [--mode LABEL] [--no-cache] [--stamp] [--json] [--verbose] [folder]
       devloop builds [--service NAME]... [--all] [--limit N] [--json] [--verbose] [folder]
       devloop builds ID [--json] [folder]

Tells of the Docker Compose stacks of a folder (the current one, unless named). Other projects on the engine
are left out. To ask is to trust the folder: docker compose is run on its files.

status  tells which services run, whether they are healthy, and whether what runs is what was last written
wait    waits until the last change is served by every service that is known to reload its sources
        (cargo-watch, watchexec, bacon, cargo, bun, Vite), so that this runs on what you just wrote:
        devloop wait && playwright test
build   builds the images of the services that have a build: section, and says what took the time and which
        step was not found in the cache, and why
builds  lists the builds that are known, the newest first, whoever ran them; with an ID, how it begins, or
        "last": that build with its steps, the step that broke the cache, and the error

  --service NAME  this service only, by its name or as project/service; may be given again
  --timeout TIME  wait so long at most: 30s, 5m, or seconds; unless given: 5m
  --mode LABEL    build the files of this mode: dev, production
  --no-cache      build every step anew
  --stamp         give CACHE_BUST, BUILD_DATE and GIT_COMMIT with values of now, where a Dockerfile declares them
  --all           builds of other folders, and of no stack, too
  --limit N       so many at most; unless given: 20
  --json          as JSON: of build and builds an array of records, each with every step; each says its version
  --verbose       say on stderr what is done: programs started, their exit codes
  --version       print the version
  --help          print this text

Exit code of status: 0 all is well, 1 something is not, 2 it can't be told (why, on stderr).
Exit code of wait: 0 the last change is served; 1 it failed: a build, a program, a health check; 2 no watcher
has seen it, no reload takes it in, it can't be told, or the time is up (why, and what to do, is said).
Exit code of build: 0 built, 1 a build failed, 2 it could not be begun (why, on stderr).
Exit code of builds: 0 told, 2 there is no such build, service or stack.
Of all: 130 interrupted; a build is then ended on the engine too.
`;
