/** A test asks for what AppSync would never do, or what a function could not start with. */
export class TestNamespaceError extends Error {
  override readonly name = "TestNamespaceError";
}
