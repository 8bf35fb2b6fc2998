import { expect, it } from "vitest";
import {
  bareTimestampResponse,
  timestampResponse,
  timestampToken,
} from "../../../testing/timestamps.ts";
import { derElements } from "./der.ts";
import { readTimestamp } from "./timestampToken.ts";

const response = Buffer.from(timestampResponse, "base64");
const made = { time: "2026-12-01T12:55:28Z", by: "Acme Timestamp Authority" };

it.each([
  ["a response with a certificate", timestampResponse],
  ["a response that names its authority", bareTimestampResponse],
  ["a token", timestampToken],
])("reads who made %s, and when", (_, base64) => {
  expect(readTimestamp(Buffer.from(base64, "base64"))).toEqual(made);
});

it("reads the time if the certificate cannot be read", () => {
  const damaged = Buffer.from(response);
  // The version of the certificate, which it starts with.
  damaged[damaged.indexOf(Buffer.from("a003020102", "hex")) + 4] = 0x7f;
  damaged.fill(0xff, damaged.indexOf("Acme"), damaged.indexOf("Acme") + 2);
  expect(readTimestamp(damaged).time).toBe(made.time);
});

it.each([
  ["nothing", Buffer.alloc(0)],
  ["a part of one", response.subarray(0, -1)],
  ["an indefinite length", Buffer.from("3080", "hex")],
  ["a length beyond the end", Buffer.from("3084ffffffff", "hex")],
  ["another object", Buffer.from("30050603550403", "hex")],
  ["too many bytes", Buffer.concat([response, Buffer.alloc(64 * 1024)])],
])("finds no time in %s", (_, bytes) => {
  expect(readTimestamp(bytes)).toEqual({});
});

it("reads up to 64 elements of a sequence", () => {
  expect(derElements(Buffer.from("0500".repeat(100), "hex"))).toHaveLength(64);
});
