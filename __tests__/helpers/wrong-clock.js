// Loaded before a program as `wrong-clock.js?MILLISECONDS`: shows it a time that is so much off, as a machine with a wrong clock does.
const Right = Date;
const skewMs = Number(import.meta.url.split("?")[1]);

globalThis.Date = class extends Right {
  constructor(...parts) {
    if (parts.length === 0) super(Right.now() + skewMs);
    else super(...parts);
  }

  static now() {
    return Right.now() + skewMs;
  }
};
