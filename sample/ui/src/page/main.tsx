import { render } from "preact";
import { App } from "./app.tsx";

const root = document.getElementById("app");
if (root) render(<App />, root);

// A changed module is drawn into the same page; without this, every edit would reload it.
import.meta.hot.accept();
