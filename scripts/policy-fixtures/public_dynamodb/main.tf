# As public table modules make one: paid by request, with AWS's own encryption, protected.
resource "aws_dynamodb_table" "this" {
  name                        = "my-table"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  range_key                   = "title"
  deletion_protection_enabled = true

  attribute {
    name = "id"
    type = "N"
  }

  attribute {
    name = "title"
    type = "S"
  }

  server_side_encryption {
    enabled = false
  }

  tags = { Terraform = "true" }
}
