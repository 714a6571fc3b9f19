/** The keys of a list of `name` and `value` pairs. */
export const NAME_KEY = /^(?:name|key|parameter_?(?:name|key))$/i;
export const VALUE_KEY = /^(?:value|parameter_?value)$/i;
