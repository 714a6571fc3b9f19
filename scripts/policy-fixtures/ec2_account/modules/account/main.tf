variable "closed" {
  type = bool
}

resource "aws_ebs_encryption_by_default" "default_this" {
  enabled = var.closed
}

resource "aws_ebs_snapshot_block_public_access" "snapshots_this" {
  state = var.closed ? "block-all-sharing" : "unblocked"
}

resource "aws_ec2_serial_console_access" "console_this" {
  enabled = !var.closed
}

resource "aws_ec2_instance_metadata_defaults" "tokens_this" {
  http_tokens = var.closed ? "required" : "no-preference"
}
