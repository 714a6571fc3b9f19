// Loaded before a program: shows it a time that is CLOCK_SKEW_MS off, as a machine with a wrong clock does.
import process from "node:process";

const Right = Date;
const skewMs = Number(process.env["CLOCK_SKEW_MS"]);

globalThis.Date = class extends Right {
  constructor(...parts) {
    if (parts.length === 0) super(Right.now() + skewMs);
    else super(...parts);
  }

  static now() {
    return Right.now() + skewMs;
  }
};
