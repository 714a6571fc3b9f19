# A table of the first tutorial.
resource "aws_dynamodb_table" "things" {
  name           = "things"
  billing_mode   = "PROVISIONED"
  read_capacity  = 1
  write_capacity = 1
  hash_key       = "id"

  attribute {
    name = "id"
    type = "S"
  }
}
