resource "aws_db_instance" "this" {
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  engine              = "postgres"
  skip_final_snapshot = true
  tags                = { Environment = "prod" }
}
