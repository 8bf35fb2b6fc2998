import { setUpWindow } from "./setUp.ts";

// Vitest runs this file before each test file, so that no test can do without.
setUpWindow();
