/**
 * What was done in the recordings of `test/streams/reload/bun`, and what is made of the lines that came of it, in the
 * words of `wordOf`; what came before anything was done stands first.
 */
export const BUN: Readonly<Record<string, string>> = {
  hot: `
    GET /
    src/util.ts: v = 2 → launch?
    GET /
    src/util.ts: a syntax error → begin failed(1)
    GET / while broken
    src/util.ts: mended, v = 3 → launch?
    GET /
    src/util.ts: an import of a module that is not there → begin failed(1)
    GET / while broken
    src/util.ts: an import of a package that is not there → begin failed(1)
    GET / while broken
    src/util.ts: the export is gone → begin failed(1)
    GET / while broken
    src/util.ts: mended, v = 4 → launch?
    src/util.ts: throws as it is loaded → crash
    GET / while broken
    src/util.ts: mended, v = 5 → launch?
    src/server.ts: throws after it listens → launch? crash
    GET / while broken
    src/server.ts: an unhandled rejection after it listens → launch? crash
    GET / while broken
    src/server.ts: mended → launch?
    GET /api/boom
    GET /
    src/unused.ts: a file that nothing imports
    src/util.ts: only touched, the same content → launch?
    src/util.ts: deleted → begin failed(1)
    GET / while it is gone
    src/util.ts: there again, v = 6
    GET /
    src/util.ts: saved ten times in 300 ms
    GET /
    src/server.ts: process.exit(3) → launch?
    exit 3`,
  "hot-200-files": `
    200 files written, each 2 → launch? launch? launch? launch?
    GET /
    and back, each 1 → begin failed(1) launch? begin failed(1) failed(2) launch? launch? launch? launch? begin failed(1) failed(2) failed(3) launch?
    GET /
    200 files deleted and written anew, as a branch switch does, each 3 → launch? launch?
    GET /
    and back, each 1 → launch? launch? begin failed(1)
    GET /
    signal SIGTERM`,
  "hot-broken-at-first": `
    → begin failed(1)
    GET / while broken
    v.ts: mended → launch?
    GET /
    v.ts: v = 2 → launch?
    signal SIGTERM`,
  "hot-colour": `
    v.ts: v = 2 → begin launch
    v.ts: a syntax error → begin failed(1)
    GET / while broken
    v.ts: mended, v = 3 → launch?
    v.ts: throws as it is loaded → crash
    v.ts: mended, v = 5 → launch? launch?
    v.ts: an import of a module that is not there → begin failed(1)
    v.ts: mended, v = 6 → launch?
    s.ts: it no longer prints its start, and prints requests
    GET /
    v.ts: v = 7
    v.ts: v = 8
    GET /
    signal SIGTERM`,
  "hot-default-export": `
    v.ts: v = 2 → launch?
    GET /
    v.ts: a syntax error → begin failed(1)
    v.ts: mended → launch?
    GET /
    signal SIGTERM`,
  "hot-deleted": `
    v.ts: deleted → begin failed(1)
    GET / while it is gone
    v.ts: there again, v = 2
    GET /
    v.ts: v = 3
    GET /
    s.ts: saved → launch?
    GET /
    v.ts: v = 4 → launch?
    GET /
    signal SIGTERM`,
  "hot-errors": `
    v.ts: declared twice → begin failed(1)
    v.ts: three syntax errors → begin failed(1) failed(2) failed(3)
    v.ts: not closed → begin failed(1)
    v.ts: imports a broken JSON file → launch?
    data.json: broken
    data.json: mended → launch?
    v.ts: a warning → launch?
    v.ts: throws a text
    v.ts: throws with a cause → crash retract crash
    v.ts: throws from a function → crash
    v.ts: waits, then throws from an async function
    v.ts: logs an error as it is loaded → crash retract launch?
    v.ts: logs texts that look like bun's → launch?
    v.ts: exports nothing of the name → begin failed(1)
    v.ts: mended → launch?
    signal SIGTERM`,
  "hot-no-entry": `
    exit 1`,
  "hot-port-clash": `
    → crash
    the port is free; v.ts: v = 2 → launch?
    GET /
    v.ts: v = 3 → launch?
    signal SIGTERM`,
  "hot-rapid": `
    v.ts: saved ten times in 300 ms, v = 11 → launch? launch? launch? launch? launch? launch? launch? launch? launch? launch? launch?
    GET /
    signal SIGTERM`,
  "hot-rename": `
    v.ts: v = 2, saved by renaming → launch?
    GET /
    v.ts: v = 3, saved by renaming → launch?
    GET /
    v.ts: a syntax error, saved by renaming → begin failed(1)
    GET / while broken
    v.ts: mended, v = 4, saved by renaming → launch?
    GET /
    v.ts: v = 5, deleted and written anew at once → launch?
    GET /
    v.ts: v = 6, deleted and written anew at once → launch?
    GET /
    v.ts: v = 7 → launch?
    GET /
    signal SIGTERM`,
  "hot-requests": `
    GET /arrow
    GET /async
    GET /deep
    GET /timer
    GET /reject
    GET /logerr
    GET /logtype
    GET /logtext
    GET /import → begin failed(1)
    GET /importbad → begin failed(1) failed(2) failed(3)
    GET /type
    GET /str
    GET /nothing
    touch → launch?
    signal SIGTERM`,
  "hot-requests-development": `
    GET /arrow
    GET /async
    GET /deep
    GET /timer
    GET /reject
    GET /logerr
    GET /logtype
    GET /logtext
    GET /import → begin failed(1) retract
    GET /importbad → begin failed(1) failed(2) failed(3) retract
    GET /type
    GET /str
    GET /nothing
    touch → launch?
    signal SIGTERM`,
  "hot-silent": `
    v.ts: v = 2
    GET /
    v.ts: a syntax error → begin failed(1)
    GET / while broken
    v.ts: mended, v = 3
    GET /
    signal SIGTERM`,
  "hot-tty": `
    v.ts: v = 2 → begin launch
    v.ts: a syntax error → begin failed(1)
    GET / while broken
    v.ts: mended, v = 3 → begin launch
    v.ts: throws as it is loaded → crash
    v.ts: mended, v = 5 → begin launch
    v.ts: an import of a module that is not there → begin failed(1)
    v.ts: mended, v = 6 → begin launch
    s.ts: it no longer prints its start, and prints requests
    GET / → launch?
    v.ts: v = 7
    v.ts: v = 8
    GET / → launch?
    signal SIGTERM`,
  "html-dev": `
    → launch
    a.ts: a = 2, before a browser asked
    GET / → reloaded
    a browser connects
    a.ts: a = 3 → reloaded reloaded
    app.css: blue → reloaded
    a.ts: a syntax error → begin failed(1)
    GET / while broken → begin failed(1)
    b.ts: a syntax error, too → begin failed(1)
    GET / while broken → begin failed(1) failed(2)
    app.css: green, while two files are broken
    GET / while broken → begin failed(1) failed(2)
    a.ts: mended, a = 4
    GET / while b.ts is broken → begin failed(1)
    b.ts: mended → reloaded
    GET /
    app.css: an error → begin failed(1)
    GET / → begin failed(1)
    app.css: mended → reloaded
    a.ts: imports a file that is not there → begin failed(1)
    GET / while broken → begin failed(1)
    gone.ts: is there → reloaded
    GET /
    a.ts: imports a package that is not there → begin failed(1)
    a.ts: mended, a = 5 → reloaded
    b.ts: deleted → begin failed(1)
    GET / → begin failed(1)
    b.ts: there again → reloaded
    GET /
    b.ts: b = 4 → reloaded reloaded
    index.html: a new title → reloaded
    index.html: a script that is not there → begin failed(1)
    GET / → begin failed(1)
    index.html: mended → reloaded
    GET /
    signal SIGTERM`,
  "html-dev-no-browser": `
    → launch
    a.ts: a = 2, before a browser asked
    GET / → reloaded
    a.ts: a = 22, no browser is connected → reloaded
    GET /
    a.ts: a = 3 → reloaded
    app.css: blue → reloaded
    a.ts: a syntax error → begin failed(1)
    GET / while broken → begin failed(1)
    b.ts: a syntax error, too → begin failed(1)
    GET / while broken → begin failed(1) failed(2)
    app.css: green, while two files are broken
    GET / while broken → begin failed(1) failed(2)
    a.ts: mended, a = 4
    GET / while b.ts is broken → begin failed(1)
    b.ts: mended → reloaded
    GET /
    app.css: an error → begin failed(1)
    GET / → begin failed(1)
    app.css: mended → reloaded
    a.ts: imports a file that is not there → begin failed(1)
    GET / while broken → begin failed(1)
    gone.ts: is there → reloaded
    GET /
    a.ts: imports a package that is not there → begin failed(1)
    a.ts: mended, a = 5 → reloaded
    b.ts: deleted → begin failed(1)
    GET / → begin failed(1)
    b.ts: there again → reloaded
    GET /
    b.ts: b = 4 → reloaded
    index.html: a new title → reloaded
    index.html: a script that is not there → begin failed(1)
    GET / → begin failed(1)
    index.html: mended → reloaded
    GET /
    signal SIGTERM`,
  "npm-run-dev-hot": `
    v.ts: v = 2 → launch?
    v.ts: a syntax error → begin failed(1)
    v.ts: mended → launch?
    signal SIGTERM`,
  "npm-run-dev-watch": `
    v.ts: v = 2 → launch?
    v.ts: a syntax error → begin failed(1)
    v.ts: mended → launch?
    signal SIGTERM`,
  "run-dev-hot": `
    v.ts: v = 2 → launch?
    v.ts: a syntax error → begin failed(1)
    v.ts: mended → launch?
    s.ts: process.exit(3) → launch?
    exit 3`,
  "run-dev-watch": `
    v.ts: v = 2 → launch?
    v.ts: a syntax error → begin failed(1)
    v.ts: mended → launch?
    s.ts: process.exit(3) → launch?
    exit 3`,
  "serve-html-hot": `
    GET /
    a browser connects
    page/a.ts: a = 2 → reloaded
    v.ts: v = 2 → launch?
    GET /
    GET /api/boom
    v.ts: a syntax error → begin failed(1)
    GET / while the server's code is broken
    GET /api/v
    page/a.ts: a = 3, while the server's code is broken
    page/a.ts: a syntax error, too → begin failed(1)
    GET / while both are broken → begin failed(1)
    GET /api/v
    page/a.ts: mended, while the server's code is broken
    GET /
    v.ts: mended → launch?
    GET /
    GET /api/v
    page/a.ts: a syntax error → begin failed(1)
    v.ts: v = 4, while the page is broken
    GET / while the page is broken → begin failed(1)
    GET /api/v
    page/a.ts: mended → reloaded
    GET /
    page/a.ts: a = 6 → reloaded
    signal SIGTERM`,
  "serve-html-watch": `
    GET /
    a browser connects
    page/a.ts: a = 2 → reloaded
    v.ts: v = 2 → launch?
    GET /
    GET /api/boom
    v.ts: a syntax error → begin failed(1)
    GET / while the server's code is broken
    GET /api/v
    page/a.ts: a = 3, while the server's code is broken
    page/a.ts: a syntax error, too
    GET / while both are broken
    GET /api/v
    page/a.ts: mended, while the server's code is broken
    GET /
    v.ts: mended → launch?
    GET /
    GET /api/v
    page/a.ts: a syntax error → begin failed(1)
    v.ts: v = 4, while the page is broken → launch?
    GET / while the page is broken → begin failed(1)
    GET /api/v
    page/a.ts: mended → reloaded
    GET /
    page/a.ts: a = 6 → reloaded
    signal SIGTERM`,
  "test-watch": `
    → begin end(0)
    v.ts: v = 2, a test fails → begin failed(1)
    v.ts: mended → begin end(0)
    v.ts: a syntax error → begin failed(1)
    v.ts: mended → begin end(0)
    v.ts: throws as it is loaded → begin failed(1)
    v.ts: mended → begin end(0)
    v.test.ts: no tests → begin end(0)
    signal SIGTERM`,
  watch: `
    GET /
    src/util.ts: v = 2 → launch?
    GET /
    src/util.ts: a syntax error → begin failed(1)
    GET / while broken
    src/util.ts: mended, v = 3 → launch?
    GET /
    src/util.ts: an import of a module that is not there → begin failed(1)
    GET / while broken
    src/util.ts: an import of a package that is not there → begin failed(1)
    GET / while broken
    src/util.ts: the export is gone → begin failed(1)
    GET / while broken
    src/util.ts: mended, v = 4 → launch?
    src/util.ts: throws as it is loaded → crash
    GET / while broken
    src/util.ts: mended, v = 5 → launch?
    src/server.ts: throws after it listens → launch? crash
    GET / while broken
    src/server.ts: an unhandled rejection after it listens → launch? crash
    GET / while broken
    src/server.ts: mended → launch?
    GET /api/boom
    GET /
    src/unused.ts: a file that nothing imports
    src/util.ts: only touched, the same content → launch?
    src/util.ts: deleted → begin failed(1)
    GET / while it is gone
    src/util.ts: there again, v = 6
    GET /
    src/util.ts: saved ten times in 300 ms
    GET /
    src/server.ts: process.exit(3) → launch?
    exit 3`,
  "watch-200-files": `
    200 files written, each 2 → launch?
    GET /
    and back, each 1 → launch?
    GET /
    200 files deleted and written anew, as a branch switch does, each 3 → launch?
    GET /
    and back, each 1 → launch?
    GET /
    signal SIGTERM`,
  "watch-broken-at-first": `
    → begin failed(1)
    GET / while broken
    v.ts: mended → launch?
    GET /
    v.ts: v = 2 → launch?
    signal SIGTERM`,
  "watch-colour": `
    v.ts: v = 2 → begin launch
    v.ts: a syntax error → begin failed(1)
    GET / while broken
    v.ts: mended, v = 3 → launch?
    v.ts: throws as it is loaded → crash
    v.ts: mended, v = 5 → launch?
    v.ts: an import of a module that is not there → begin failed(1)
    v.ts: mended, v = 6 → launch?
    s.ts: it no longer prints its start, and prints requests
    GET /
    v.ts: v = 7
    v.ts: v = 8
    GET /
    signal SIGTERM`,
  "watch-default-export": `
    v.ts: v = 2 → launch?
    GET /
    v.ts: a syntax error → begin failed(1)
    v.ts: mended → launch?
    GET /
    signal SIGTERM`,
  "watch-deleted": `
    v.ts: deleted → begin failed(1)
    GET / while it is gone
    v.ts: there again, v = 2
    GET /
    v.ts: v = 3
    GET /
    s.ts: saved → launch?
    GET /
    v.ts: v = 4 → launch?
    GET /
    signal SIGTERM`,
  "watch-errors": `
    v.ts: declared twice → begin failed(1)
    v.ts: three syntax errors → begin failed(1) failed(2) failed(3)
    v.ts: not closed → begin failed(1)
    v.ts: imports a broken JSON file → launch?
    data.json: broken
    data.json: mended → launch?
    v.ts: a warning → launch?
    v.ts: throws a text
    v.ts: throws with a cause → crash retract crash
    v.ts: throws from a function → crash
    v.ts: waits, then throws from an async function
    v.ts: logs an error as it is loaded → launch? crash retract
    v.ts: logs texts that look like bun's → launch?
    v.ts: exports nothing of the name → begin failed(1)
    v.ts: mended → launch?
    signal SIGTERM`,
  "watch-no-entry": `
    exit 1`,
  "watch-node-port-clash": `
    → crash
    signal SIGTERM`,
  "watch-port-clash": `
    → crash
    the port is free; v.ts: v = 2 → launch?
    GET /
    v.ts: v = 3 → launch?
    signal SIGTERM`,
  "watch-rapid": `
    v.ts: saved ten times in 300 ms, v = 11 → launch? launch? launch? launch? launch? launch? launch? launch? launch? launch?
    GET /
    signal SIGTERM`,
  "watch-rename": `
    v.ts: v = 2, saved by renaming → launch?
    GET /
    v.ts: v = 3, saved by renaming → launch?
    GET /
    v.ts: a syntax error, saved by renaming → begin failed(1)
    GET / while broken
    v.ts: mended, v = 4, saved by renaming → launch?
    GET /
    v.ts: v = 5, deleted and written anew at once → launch?
    GET /
    v.ts: v = 6, deleted and written anew at once → launch?
    GET /
    v.ts: v = 7 → launch?
    GET /
    signal SIGTERM`,
  "watch-requests-development": `
    GET /arrow
    GET /async
    GET /deep
    GET /timer
    GET /reject
    GET /logerr
    GET /logtype
    GET /logtext
    GET /import → begin failed(1) retract
    GET /importbad → begin failed(1) failed(2) failed(3) retract
    GET /type
    GET /str
    GET /nothing
    touch → launch?
    signal SIGTERM`,
  "watch-silent": `
    v.ts: v = 2
    GET /
    v.ts: a syntax error → begin failed(1)
    GET / while broken
    v.ts: mended, v = 3
    GET /
    signal SIGTERM`,
  "watch-tty": `
    v.ts: v = 2 → begin launch
    v.ts: a syntax error → begin failed(1)
    GET / while broken
    v.ts: mended, v = 3 → begin launch
    v.ts: throws as it is loaded → crash
    v.ts: mended, v = 5 → begin launch
    v.ts: an import of a module that is not there → begin failed(1)
    v.ts: mended, v = 6 → begin launch
    s.ts: it no longer prints its start, and prints requests
    GET / → launch?
    v.ts: v = 7
    v.ts: v = 8
    GET / → launch?
    signal SIGTERM`,
};
