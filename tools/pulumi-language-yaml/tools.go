//go:build tools

// Package tools names the command that this module pins and builds.
package tools

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
