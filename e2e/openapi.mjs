// Is a file a valid OpenAPI document? Checked against the official schema of its version.
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";

const file = process.argv[2];
const validator = new Validator();
const { valid, errors } = await validator.validate(JSON.parse(readFileSync(file, "utf8")));
if (!valid) {
  console.error(`${file} is not valid OpenAPI:`, JSON.stringify(errors, null, 2));
  process.exit(1);
}
console.log(`${file} is valid OpenAPI ${validator.version}`);
