// Imported before all else: a job's runner has nothing that Node compiled earlier, so what is measured starts without it, too.
import process from "node:process";

process.env.NODE_DISABLE_COMPILE_CACHE = "1";
