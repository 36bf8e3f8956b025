/**
 * Gives libraries an empty environment, because some list it when they load. This avoids the permission
 * to read the real one, on which no result may depend.
 *
 * @module
 */
import process from "node:process";

Object.defineProperty(process, "env", { value: {} });
