/** The data of all templates: the model of the report, made when Lume runs. */
import { parts, served } from "./lume_parts.ts";

const { model } = parts;

/** The model. What Lume adds to served pages, so that they reload, is a script in the page. */
export const report = served
  ? {
    ...model,
    securityPolicy: model.securityPolicy.replace("script-src", "script-src 'unsafe-inline'"),
  }
  : model;
