variable "accounts" {
  type = list(string)
}

resource "aws_db_snapshot" "this" {
  db_instance_identifier = "x"
  db_snapshot_identifier = "snapshot-module"
  shared_accounts        = var.accounts
}
