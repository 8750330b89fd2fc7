/** As in `bunTruth.ts`, of `test/streams/reload/vite`. */
export const VITE: Readonly<Record<string, string>> = {
  "bun-run-dev": `
    → launch
    src/util.ts: v = 2 → reloaded
    signal SIGTERM`,
  "npm-run-dev": `
    → launch
    src/util.ts: v = 2 → reloaded
    signal SIGTERM`,
  "vite-5": `
    → launch
    src/util.ts: v = 2, before a browser asked
    a browser asks for all
    src/util.ts: v = 3 → reloaded
    a browser asks for all
    src/a.css: blue → reloaded
    src/a.css: green → reloaded
    index.html: a comment → reloaded
    src/lazy.ts: a file that nothing imports
    src/util.ts: a syntax error → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    and again → failed(1)
    src/util.ts: mended, v = 4 → reloaded
    a browser asks for all
    src/util.ts: an import of a file that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/util.ts: mended, v = 5 → reloaded
    a browser asks for all
    src/util.ts: an import of a package that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/util.ts: mended, v = 6 → reloaded
    a browser asks for all
    src/a.css: an import of a file that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/a.css: mended → reloaded
    a browser asks for all
    src/main.ts: a syntax error → reloaded
    src/util.ts: v = 7, while another file is broken → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/main.ts: mended → reloaded
    a browser asks for all
    src/util.ts: deleted → reloaded
    a browser asks while it is gone → failed(1)
    src/util.ts: there again, v = 8 → reloaded
    a browser asks for all
    src/util.ts: saved ten times in 300 ms → reloaded reloaded reloaded reloaded reloaded
    vite.config.ts: saved → begin launch
    a browser asks for all
    .env: another value → begin launch
    a browser asks for all
    tsconfig.json: saved
    a browser asks for all
    vite.config.ts: a syntax error → begin failed(1)
    a browser asks for all
    vite.config.ts: mended → begin launch
    a browser asks for all
    vite.config.ts: throws → begin failed(1)
    a browser asks for all
    vite.config.ts: mended → begin launch
    a browser asks for all
    signal SIGTERM`,
  "vite-7": `
    → launch
    src/util.ts: v = 2, before a browser asked
    a browser asks for all
    src/util.ts: v = 3 → reloaded
    a browser asks for all
    src/a.css: blue → reloaded
    src/a.css: green → reloaded
    index.html: a comment → reloaded
    src/lazy.ts: a file that nothing imports
    src/util.ts: a syntax error → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    and again → failed(1)
    src/util.ts: mended, v = 4 → reloaded
    a browser asks for all
    src/util.ts: an import of a file that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/util.ts: mended, v = 5 → reloaded
    a browser asks for all
    src/util.ts: an import of a package that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/util.ts: mended, v = 6 → reloaded
    a browser asks for all
    src/a.css: an import of a file that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/a.css: mended → reloaded
    a browser asks for all
    src/main.ts: a syntax error → reloaded
    src/util.ts: v = 7, while another file is broken → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/main.ts: mended → reloaded
    a browser asks for all
    src/util.ts: deleted → reloaded
    a browser asks while it is gone → failed(1)
    src/util.ts: there again, v = 8 → reloaded
    a browser asks for all
    src/util.ts: saved ten times in 300 ms → reloaded reloaded reloaded reloaded reloaded
    vite.config.ts: saved → begin launch
    a browser asks for all
    .env: another value → begin launch
    a browser asks for all
    tsconfig.json: saved → reloaded
    a browser asks for all
    vite.config.ts: a syntax error → begin failed(1)
    a browser asks for all
    vite.config.ts: mended → begin launch
    a browser asks for all
    vite.config.ts: throws → begin failed(1)
    a browser asks for all
    vite.config.ts: mended → begin launch
    a browser asks for all
    signal SIGTERM`,
  "vite-7-bun": `
    → launch
    src/util.ts: v = 2, before a browser asked
    a browser asks for all
    src/util.ts: v = 3 → reloaded
    a browser asks for all
    src/a.css: blue → reloaded
    src/a.css: green → reloaded
    index.html: a comment → reloaded
    src/lazy.ts: a file that nothing imports
    src/util.ts: a syntax error → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    and again → failed(1)
    src/util.ts: mended, v = 4 → reloaded
    a browser asks for all
    src/util.ts: an import of a file that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/util.ts: mended, v = 5 → reloaded
    a browser asks for all
    src/util.ts: an import of a package that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/util.ts: mended, v = 6 → reloaded
    a browser asks for all
    src/a.css: an import of a file that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/a.css: mended → reloaded
    a browser asks for all
    src/main.ts: a syntax error → reloaded
    src/util.ts: v = 7, while another file is broken → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/main.ts: mended → reloaded
    a browser asks for all
    src/util.ts: deleted → reloaded
    a browser asks while it is gone → failed(1)
    src/util.ts: there again, v = 8 → reloaded
    a browser asks for all
    src/util.ts: saved ten times in 300 ms → reloaded reloaded reloaded reloaded reloaded
    vite.config.ts: saved → begin launch
    a browser asks for all
    .env: another value → begin launch
    a browser asks for all
    tsconfig.json: saved → reloaded
    a browser asks for all
    vite.config.ts: a syntax error → begin failed(1)
    a browser asks for all
    vite.config.ts: mended → begin failed(1)
    a browser asks for all
    vite.config.ts: throws → begin failed(1)
    a browser asks for all
    vite.config.ts: mended → begin launch
    a browser asks for all
    signal SIGTERM`,
  "vite-7-config-broken-at-first": `
    → crash
    exit 1`,
  "vite-7-port-in-use": `
    → launch
    signal SIGTERM`,
  "vite-7-strict-port": `
    → crash
    exit 1`,
  "vite-7-tty": `
    → launch
    src/util.ts: v = 2, before a browser asked
    a browser asks for all
    src/util.ts: v = 3 → reloaded
    a browser asks for all
    src/a.css: blue → reloaded
    src/a.css: green → reloaded
    index.html: a comment → reloaded
    src/lazy.ts: a file that nothing imports
    src/util.ts: a syntax error → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    and again → failed(1)
    src/util.ts: mended, v = 4 → reloaded
    a browser asks for all
    src/util.ts: an import of a file that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/util.ts: mended, v = 5 → reloaded
    a browser asks for all
    vite.config.ts: saved → begin launch
    a browser asks for all
    signal SIGTERM`,
  "vite-8": `
    → launch
    src/util.ts: v = 2, before a browser asked
    a browser asks for all
    src/util.ts: v = 3 → reloaded
    a browser asks for all
    src/a.css: blue → reloaded
    src/a.css: green → reloaded
    index.html: a comment → reloaded
    src/lazy.ts: a file that nothing imports
    src/util.ts: a syntax error → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    and again → failed(1)
    src/util.ts: mended, v = 4 → reloaded
    a browser asks for all
    src/util.ts: an import of a file that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/util.ts: mended, v = 5 → reloaded
    a browser asks for all
    src/util.ts: an import of a package that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/util.ts: mended, v = 6 → reloaded
    a browser asks for all
    src/a.css: an import of a file that is not there → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/a.css: mended → reloaded
    a browser asks for all
    src/main.ts: a syntax error → reloaded
    src/util.ts: v = 7, while another file is broken → reloaded
    a browser asks while it is broken → failed(1) failed(1)
    src/main.ts: mended → reloaded
    a browser asks for all
    src/util.ts: deleted → reloaded
    a browser asks while it is gone → failed(1)
    src/util.ts: there again, v = 8 → reloaded reloaded
    a browser asks for all
    src/util.ts: saved ten times in 300 ms → reloaded reloaded reloaded reloaded reloaded
    vite.config.ts: saved → begin launch
    a browser asks for all
    .env: another value → begin launch
    a browser asks for all
    tsconfig.json: saved → reloaded
    a browser asks for all
    vite.config.ts: a syntax error → begin failed(1)
    a browser asks for all
    vite.config.ts: mended → begin launch
    a browser asks for all
    vite.config.ts: throws → begin failed(1)
    a browser asks for all
    vite.config.ts: mended → begin launch
    a browser asks for all
    signal SIGTERM`,
};
