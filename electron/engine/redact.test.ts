import { expect, it } from "vitest";
import { redactUrl } from "./redact.ts";

it.each([
  [
    "https://storage.example/x?X-Amz-Signature=s3cret&X-Amz-Credential=ada",
    "https://storage.example/x?X-Amz-Signature=REDACTED&X-Amz-Credential=REDACTED",
  ],
  ["https://storage.example/x?sig=s3cret&sig=s3cret", "https://storage.example/x?sig=REDACTED"],
  ["https://ada:s3cret@storage.example/x", "https://storage.example/x"],
  [
    "https://r.example/v2/a/blobs/uploads/1?_state=s3cret&digest=sha256:ab",
    "https://r.example/v2/a/blobs/uploads/1?_state=REDACTED&digest=sha256%3Aab",
  ],
  [
    "https://auth.example/token?service=r&scope=repository%3Aa%3Apull",
    "https://auth.example/token?service=r&scope=repository%3Aa%3Apull",
  ],
  ["https://r.example/v2/a/tags/list?n=5&last=b", "https://r.example/v2/a/tags/list?n=5&last=b"],
])("redacts %s to %s", (address, shown) => {
  expect(redactUrl(new URL(address))).toBe(shown);
});
