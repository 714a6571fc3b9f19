export const HIDDEN = "***REDACTED***";
export const HIDDEN_ADDRESS = "***.***.***.***";

/** What stands where something was hidden. */
export const MARKER = /\*\*\*(?:REDACTED\*\*\*|\.\*\*\*\.\*\*\*\.\*\*\*)/g;
