export class ProxyAgent{constructor(){throw new Error("undici is not in this bundle")}}
