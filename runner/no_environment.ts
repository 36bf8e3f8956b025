/**
 * Shows libraries an empty environment instead of asking for the permission to read the real one: some
 * list it as they load, and no result may depend on it.
 *
 * @module
 */
import process from "node:process";

Object.defineProperty(process, "env", { value: {} });
