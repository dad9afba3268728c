//go:build tools

// Package tools pins the Pulumi CLI that is built when no released one can be had.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
