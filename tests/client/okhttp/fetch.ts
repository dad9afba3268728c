/** Copies OkHttp from Maven Central, for `okhttp.slow.test.ts`. Needs Maven. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { JAR_FOLDER, okHttpJars } from "./jars.ts";

const POM = fileURLToPath(new URL("pom.xml", import.meta.url));
const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";

execFileSync("mvn", ["-q", "-B", "-f", POM, COPY, `-DoutputDirectory=${JAR_FOLDER}`], {
  stdio: "inherit",
});
if ((await okHttpJars()) === undefined) {
  throw new Error(`${JAR_FOLDER} lacks a jar of jars.ts`);
}
